// The exercise's editor made quicker. Its cells stand for one text, so that write-keeping.js keeps
// what is typed as it does for lessons; steps with cells are plain forms. On the page of a check,
// what is new comes by itself.
(() => {
  "use strict";
  const d = document;
  const trial = d.getElementById("w_trial");
  if (trial && trial.dataset.going) {
    const look = async () => {
      try {
        const answer = await fetch(location.href, {credentials: "same-origin"});
        if (answer.ok && !answer.redirected) {
          const made = new DOMParser().parseFromString(await answer.text(), "text/html");
          const now = made.getElementById("w_trial");
          if (!now) return;
          if (!now.dataset.going) { location.reload(); return; }
          if (now.innerHTML !== trial.innerHTML) trial.innerHTML = now.innerHTML;
        }
      } catch (error) { /* The school's computer is away; it is asked again. */ }
      setTimeout(look, 1500);
    };
    setTimeout(look, 1500);
  }

  const form = d.getElementById("w_edit");
  if (!form) return;
  d.querySelectorAll(".unscripted").forEach(one => { one.hidden = true; });
  const FIELDS = ["kind", "name", "points", "source"];
  const BY_HAND = ["manual-text", "manual-code", "task"], WORTH = ["test"].concat(BY_HAND);
  const pieces = () => Array.from(form.querySelectorAll(".piece"));
  const field = (name, id) => form.elements[name + "-" + id];
  // A rubric's rows: words and points, those with nothing in them left out.
  const rows = piece => Array.from(piece.querySelectorAll(".rubric-row"));
  const now = one => one.value;
  // What the page came with: somebody may type before this file is here.
  const served = one => !one.options ? one.defaultValue
    : (Array.from(one.options).find(choice => choice.defaultSelected) || one.options[0]).value;
  const typed = (piece, read = now) => rows(piece).map(row => Array.from(row.children, one => read(one).trim())).filter(row => row.join(""));
  const cells = (read = now) => pieces().map(piece => {
    const id = piece.dataset.id, cell = {id};
    FIELDS.forEach(name => { cell[name] = read(field(name, id)); });
    const rubric = BY_HAND.includes(cell.kind) ? typed(piece, read) : [];
    if (rubric.length) cell.rubric = rubric;
    return cell;
  });
  const total = d.getElementById("w_total");
  // As typed_numbers.py reads them: digits of Arabic keyboards are digits too.
  const number = text => Number(text.replace(/[,٫]/, ".").replace(/[٠-٩۰-۹]/g, sign => sign.charCodeAt(0) & 15)) || 0;
  const draw = () => {
    let sum = 0;
    pieces().forEach(piece => {
      const id = piece.dataset.id;
      piece.dataset.kind = field("kind", id).value;
      if (WORTH.includes(piece.dataset.kind)) sum += number(field("points", id).value);
    });
    total.textContent = total.dataset.words.replace("{points}", String(Math.round(sum * 1000) / 1000));
  };
  const put = text => {
    const wanted = JSON.parse(text), here = cells();
    const all = pieces(), rubric = cell => cell.rubric || [];
    if (wanted.length === here.length && wanted.every((cell, n) => cell.id === here[n].id && rubric(cell).length <= rows(all[n]).length)) {
      wanted.forEach((cell, n) => {
        FIELDS.forEach(name => {
          const one = field(name, cell.id);
          if (one.value !== cell[name]) one.value = cell[name];
        });
        if (JSON.stringify(typed(all[n])) !== JSON.stringify(rubric(cell))) rows(all[n]).forEach((row, at) => {
          Array.from(row.children).forEach((one, part) => { one.value = (rubric(cell)[at] || ["", ""])[part]; });
        });
      });
      draw();
      return;
    }
    // Other cells than those of the page: the server makes the page for them.
    const whole = d.createElement("input");
    Object.assign(whole, {type: "hidden", name: "text", value: text});
    form.append(whole);
    form.submit();
  };
  const box = {
    get value() { return JSON.stringify(cells()); },
    set value(text) { put(text); },
    get defaultValue() { return JSON.stringify(cells(served)); },
    addEventListener: (kind, work) => form.addEventListener(kind === "blur" ? "focusout" : kind, work),
    dispatchEvent: event => form.dispatchEvent(event),
    focus: () => { const first = form.querySelector(".piece textarea"); if (first) first.focus(); },
  };
  const grow = one => {
    if (one.tagName === "TEXTAREA" && one.scrollHeight > one.clientHeight && one.rows < 40) {
      one.rows = Math.min(40, Math.max(one.rows, one.value.split("\n").length + 1));
    }
  };
  form.addEventListener("input", event => { draw(); grow(event.target); });
  form.addEventListener("change", draw);
  form.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && (event.key.toLowerCase() === "s" || !/[a-z]/i.test(event.key) && event.code === "KeyS")) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[name=save]"));
    }
  });
  const say = words => { d.getElementById("say").textContent = words; };
  window.kisimaEditor = {box, form, say, draw, preview: () => {}};
  draw();
})();
