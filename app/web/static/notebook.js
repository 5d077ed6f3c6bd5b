// The notebook page made quicker: running single cells, keys for code, and what drafts need shown.
// All of it works by plain forms without this file.
(() => {
  "use strict";
  const $ = id => document.getElementById(id);
  const form = $("notebook");
  const INDENT = "    ";

  // A submission's page asks how far grading is, less and less often, and shows the result.
  const waiting = $("waiting");
  if (waiting) {
    let pause = 1000;
    const look = async () => {
      try {
        const answer = await fetch(waiting.dataset.state, {headers: {Accept: "application/json"}, credentials: "same-origin"});
        const data = await answer.json();
        if (data.done) { location.reload(); return; }
        if (data.words && waiting.textContent !== data.words) waiting.textContent = data.words;
        if (waiting.dataset.bar) $(waiting.dataset.bar).value = data.value;
      } catch (error) { pause *= 1.2; }
      pause = Math.min(waiting.dataset.most || 15000, pause * 1.4);
      setTimeout(look, pause);
    };
    setTimeout(look, pause);
  }
  if (!form) return;
  const words = JSON.parse($("words").textContent);

  // What matters is also read aloud; whether the last word is saved is not, it would never end.
  const say = sentence => {
    $("notice").textContent = $("say").textContent = sentence;
    $("notice").hidden = !sentence;
  };
  const boxes = () => Array.from(form.querySelectorAll("textarea[name^='cell-']"));
  const grow = box => { box.rows = Math.max(3, box.value.split("\n").length + 1); };

  // Both texts side by side when another tab or computer saved first.
  function showConflict(data, mine) {
    const place = $("conflict");
    place.hidden = !data;
    place.querySelectorAll(".pair").forEach(pair => pair.remove());
    if (!data) return;
    Object.keys(mine).filter(id => data.cells[id] !== undefined && data.cells[id] !== mine[id]).forEach(id => {
      const pair = document.createElement("div");
      pair.className = "pair";
      const box = form.elements["cell-" + id];
      [[words.here, mine[id]], [words.there, data.cells[id]]].forEach(([title, text]) => {
        const side = document.createElement("div");
        const head = document.createElement("h3");
        head.textContent = box.labels[0].textContent.trim() + ": " + title;
        const code = document.createElement("pre");
        code.tabIndex = 0;
        code.textContent = text;
        side.append(head, code);
        pair.append(side);
      });
      place.append(pair);
    });
    place.focus();
  }

  let shownAway = "";
  const drafts = window.kisimaDrafts(form, words, {
    changed: grow,
    status: sentence => { if ($("status").textContent !== sentence) $("status").textContent = sentence; },
    away: sentence => {
      if (sentence || $("notice").textContent === shownAway) say(sentence);
      shownAway = sentence;
    },
    signedOut: out => { $("signed-out").hidden = !out; },
    conflict: showConflict,
  });
  $("keep-mine").onclick = () => drafts.choose(true);
  $("take-other").onclick = () => drafts.choose(false);

  // Running. Cells asked for while others run wait in line.
  let line = [], run = null, retry = 0;
  const shown = {}, output = id => $("out-" + id);
  function show(cells) {
    cells.forEach(cell => {
      const place = output(cell.id);
      if (!place || shown[cell.id] === cell.html) return;
      place.innerHTML = shown[cell.id] = cell.html;
      place.querySelectorAll("pre, table").forEach(part => {
        if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
      });
    });
  }
  function working(on) { $("stop").disabled = !on; form.classList.toggle("running", on); }

  async function start(ids) {
    if (run || retry) { line.push(ids); return; }
    working(true);
    run = "asked";
    say("");
    ids.forEach(id => { if (output(id)) output(id).textContent = words.waiting; shown[id] = ""; });
    const {data, saved} = await drafts.send("run", ids.map(id => ["run", id]));
    run = data.run || null;
    if (run) {
      show(data.cells);
      if (data.done) finished(data); else poll(data.step, 300);
      return;
    }
    ids.forEach(id => { if (output(id)) output(id).textContent = ""; });
    if (data.seconds) {
      say(data.sentence + " " + words.retries);
      retry = setTimeout(() => { retry = 0; start(ids); }, Math.min(20, data.seconds) * 1000);
      return;
    }
    line = [];
    working(false);
    if (data.sentence) say(data.sentence); else if (!saved && !drafts.conflicting()) say(words.away);
  }

  function poll(step, pause) {
    setTimeout(async () => {
      const {status, data} = await drafts.ask("run/" + run + "?since=" + step, {});
      if (status === 200) {
        show(data.cells);
        if (data.done) { finished(data); return; }
        say("");
      } else if (status && status < 500) {
        finished({summary: data.sentence || words.lost});
        return;
      } else {
        say(words.away);
      }
      poll(status === 200 ? data.step : step, Math.min(2000, pause * 1.3));
    }, pause);
  }

  function finished(data) {
    history.replaceState(null, "", run ? "?run=" + run : location.pathname);
    run = null;
    say(data.summary || "");
    if (data.stopped) line = [];
    if (line.length) start(line.shift()); else working(false);
  }

  async function stop() {
    line = [];
    if (retry) { clearTimeout(retry); retry = 0; working(false); say(""); return; }
    const {status, data} = await drafts.posted("stop");
    say(data.sentence || (status ? "" : words.away));
  }

  async function restart() {
    line = [];
    const {status, data} = await drafts.posted("restart");
    if (!status) say(words.away);
    if (data.sentence) {
      say(data.sentence);
      form.querySelectorAll(".out").forEach(place => { place.textContent = ""; });
    }
  }

  async function reset(id) {
    const {status, data} = await drafts.send("reset-cell", [["cell", id]]);
    if (data.cells) { drafts.write(data.cells); say(data.sentence || ""); } else if (!status) say(words.away);
  }

  // Hands in when the server can be reached; the form's key makes a repeated try the same hand-in.
  async function handIn(button) {
    if (button.disabled) return;
    button.disabled = true;
    let pause = 2000, told = "";
    const text = JSON.stringify(drafts.read());
    while (!drafts.conflicting() && JSON.stringify(drafts.read()) === text) {
      const {status, data} = await drafts.send("hand-in");
      if (data.url) { form.elements.key.value = drafts.newKey(); location.assign(data.url); break; }
      if (status && status < 500) { told = data.sentence || ""; break; }
      say(data.sentence || words.notHandedIn);
      await new Promise(resolve => setTimeout(resolve, pause));
      pause = Math.min(30000, pause * 1.5);
    }
    if (told) say(told);
    button.disabled = false;
  }

  form.addEventListener("click", event => {
    const button = event.target.closest("button");
    if (!button || !button.dataset.do) return;
    event.preventDefault();
    const id = button.value;
    ({
      run: () => start([id]),
      all: () => start(Array.from(form.querySelectorAll("[data-do=run]")).map(one => one.value)),
      stop, restart,
      save: () => drafts.send("save"),
      reset: () => reset(id),
      "hand-in": () => handIn(button),
    })[button.dataset.do]();
  });

  // Keys for code. insertText keeps the browser's undo.
  function insert(box, text) {
    box.focus();
    if (!document.execCommand || !document.execCommand(text ? "insertText" : "delete", false, text)) {
      box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
      box.dispatchEvent(new Event("input", {bubbles: true}));
    }
  }

  function shift(box, back) {
    const {value, selectionStart: from, selectionEnd: to} = box;
    if (from === to && !back) { insert(box, INDENT.slice((from - value.lastIndexOf("\n", from - 1) - 1) % 4)); return; }
    const begin = value.lastIndexOf("\n", from - 1) + 1;
    const lines = value.slice(begin, to).split("\n");
    const moved = lines.map(text => back ? text.replace(/^ {1,4}|^\t/, "") : text && INDENT + text);
    box.setSelectionRange(begin, to);
    if (moved.join() !== lines.join()) insert(box, moved.join("\n"));
    const end = begin + moved.join("\n").length;
    if (from === to) {
      const left = Math.max(begin, from - (lines[0].length - moved[0].length));
      box.setSelectionRange(left, left);
    } else {
      box.setSelectionRange(begin, end);
    }
  }

  function newLine(box) {
    const before = box.value.slice(0, box.selectionStart).split("\n").pop();
    let indent = before.match(/^[ \t]*/)[0];
    if (/:\s*(#.*)?$/.test(before)) indent += INDENT;
    else if (/^\s*(return|pass|break|continue|raise)\b/.test(before)) indent = indent.slice(0, -4);
    insert(box, "\n" + indent);
  }

  let leaving = false;
  form.addEventListener("keydown", event => {
    const box = event.target;
    if (!box.matches("textarea[name^='cell-']") || event.isComposing) return;
    const code = Boolean(box.dataset.runs);
    const {key} = event, plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (code && key === "Tab" && plain && !leaving) {
      event.preventDefault();
      shift(box, event.shiftKey);
    } else if (key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (code) start([box.name.slice(5)]);
      const all = boxes(), next = all[all.indexOf(box) + 1];
      if (event.shiftKey && next) next.focus();
    } else if (code && key === "Enter" && plain) {
      event.preventDefault();
      newLine(box);
    } else if (code && key === "Backspace" && plain && box.selectionStart === box.selectionEnd) {
      const before = box.value.slice(0, box.selectionStart).split("\n").pop();
      if (before && !before.trim() && before.length % 4 === 0 && !before.includes("\t")) {
        event.preventDefault();
        box.setSelectionRange(box.selectionStart - 4, box.selectionStart);
        insert(box, "");
      }
    }
    if (key !== "Shift" && key !== "Tab") leaving = key === "Escape";
  });
  form.addEventListener("focusin", () => { leaving = false; });
  form.addEventListener("input", event => { if (event.target.matches("textarea")) grow(event.target); });

  // On a touch screen: the keys that code needs and that a phone's keyboard hides.
  const touch = window.matchMedia("(pointer: coarse)").matches;
  $("keyboard").hidden = touch;
  if (touch) {
    const row = document.createElement("div");
    row.className = "keys";
    row.setAttribute("role", "toolbar");
    row.setAttribute("aria-label", words.keys);
    ["Tab", "(", ")", "[", "]", ":", "=", '"', "_"].forEach(sign => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.tabIndex = -1;
      button.onpointerdown = button.onmousedown = event => event.preventDefault();
      button.onclick = () => {
        const box = row.parentNode.querySelector("textarea");
        if (sign === "Tab") shift(box, false); else insert(box, sign);
      };
      row.append(button);
    });
    form.addEventListener("focusin", event => {
      if (event.target.matches("textarea.code")) event.target.before(row);
    });
  }

  // A file that the server would refuse is not sent first.
  const file = $("file");
  if (file) file.onchange = () => {
    const large = file.files[0] && file.files[0].size > file.dataset.most;
    file.setCustomValidity(large ? file.dataset.tooLarge : "");
    file.reportValidity();
  };

  // A run that was going on when the page was loaded again is followed to its end.
  boxes().forEach(grow);
  if (!touch && boxes().length) boxes()[0].setAttribute("aria-describedby", "keyboard");
  form.classList.add("live");
  drafts.ready.then(() => {
    if (form.dataset.run) { run = form.dataset.run; working(true); poll(0, 0); }
  });
})();
