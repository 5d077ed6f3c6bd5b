// The lesson's editor made quicker: the page beside the text while typing, line numbers, buttons
// that insert, pictures by pasting. All of it works by plain forms without this file; what is typed
// is kept by write-keeping.js.
(() => {
  "use strict";
  const d = document;
  // A heading of the lesson can have any id but one that begins so.
  const $ = id => d.getElementById("w_" + id);
  const form = $("edit");
  if (!form) return;
  const box = $("words"), sheet = $("sheet"), pane = $("page"), shown = $("shown");
  const say = words => { d.getElementById("say").textContent = words; };
  d.querySelectorAll(".scripted").forEach(one => { one.hidden = false; });
  d.querySelectorAll(".unscripted").forEach(one => { one.hidden = true; });
  form.classList.add("live");

  // Behind the text lies a copy of its lines, unseen: it numbers them, and says how high each is.
  const mirror = sheet.insertBefore(d.createElement("div"), box);
  mirror.className = "mirror";
  mirror.setAttribute("aria-hidden", "true");
  let lines = [];
  const draw = () => {
    const now = box.value.split("\n");
    let start = 0, end = 0;
    const least = Math.min(lines.length, now.length);
    while (start < least && lines[start] === now[start]) start += 1;
    while (end < least - start && lines[lines.length - 1 - end] === now[now.length - 1 - end]) end += 1;
    const after = mirror.children[lines.length - end] || null;
    for (let n = lines.length - end - 1; n >= start; n -= 1) mirror.children[n].remove();
    now.slice(start, now.length - end).forEach(text => {
      mirror.insertBefore(d.createElement("div"), after).textContent = text;
    });
    lines = now;
  };
  const mark = found => {
    mirror.querySelectorAll("[class]").forEach(row => row.removeAttribute("class"));
    Object.keys(found).forEach(n => { if (mirror.children[n - 1]) mirror.children[n - 1].className = found[n][0]; });
  };

  // The page follows the text: headings and questions stand at the same height in both.
  let anchors = [];
  const pair = () => {
    const found = [];
    let fence = "", front = lines[0] === "---";
    lines.forEach((line, n) => {
      const begins = /^\s*(```+|~~~+)\s*(\w*)/.exec(line);
      if (front) { if (n && /^(---|\.\.\.)\s*$/.test(line)) front = false; return; }
      if (begins && !fence) {
        fence = begins[1];
        if (begins[2] === "quiz") found.push(n);
      } else if (fence) {
        if (line.trim().startsWith(fence)) fence = "";
      } else if (/^ {0,3}#{1,6}\s/.test(line)) found.push(n);
    });
    const places = shown.querySelectorAll(".prose :is(h2,h3,h4,h5,h6), .prose .quiz");
    anchors = places.length === found.length ? found.map((n, i) => [n, places[i]]) : [];
  };
  const follow = () => {
    if (pane.scrollHeight <= pane.clientHeight) return;
    const zero = shown.getBoundingClientRect().top;
    const points = anchors.map(([n, el]) => [
      mirror.children[n] ? mirror.children[n].offsetTop : 0, el.getBoundingClientRect().top - zero]);
    points.unshift([0, 0]);
    points.push([mirror.scrollHeight, shown.scrollHeight]);
    const at = sheet.scrollTop;
    if (at + sheet.clientHeight >= sheet.scrollHeight - 2) { pane.scrollTop = pane.scrollHeight; return; }
    let n = 1;
    while (n < points.length - 1 && points[n][0] <= at) n += 1;
    const [a, b] = points[n - 1], [c, e] = points[n];
    pane.scrollTop = b + (c > a ? (at - a) / (c - a) : 0) * (e - b);
  };
  let framed = false;
  sheet.addEventListener("scroll", () => {
    if (framed) return;
    framed = true;
    requestAnimationFrame(() => { framed = false; follow(); });
  }, {passive: true});

  // Only the blocks that have changed are replaced, so that nothing flickers or shuts itself.
  const put = html => {
    const made = d.createElement("template");
    made.innerHTML = html;
    const from = made.content.firstElementChild, to = shown.firstElementChild;
    if (!to || to.tagName !== from.tagName || to.dir !== from.dir) { shown.innerHTML = html; return; }
    const old = Array.from(to.childNodes), now = Array.from(from.childNodes);
    const least = Math.min(old.length, now.length);
    let start = 0, end = 0;
    while (start < least && old[start].isEqualNode(now[start])) start += 1;
    while (end < least - start && old[old.length - 1 - end].isEqualNode(now[now.length - 1 - end])) end += 1;
    old.slice(start, old.length - end).forEach(node => node.remove());
    const after = end ? old[old.length - end] : null;
    now.slice(start, now.length - end).forEach(node => to.insertBefore(node, after));
    while (to.nextSibling) to.nextSibling.remove();
    while (from.nextSibling) shown.append(from.nextSibling);
  };

  const send = (url, body) => {
    body.append("csrf_token", form.elements.csrf_token.value);
    return fetch(url, {method: "POST", body, credentials: "same-origin", headers: {Accept: "application/json"}});
  };

  let timer = 0, asking = false, again = false;
  const preview = async () => {
    if (asking) { again = true; return; }
    asking = true;
    try {
      const body = new URLSearchParams({course: form.dataset.course, lesson: form.dataset.lesson, lang: form.dataset.lang, text: box.value});
      const answer = await send(form.dataset.preview, body);
      if (answer.ok && !answer.redirected) {
        const data = await answer.json();
        put(data.page);
        $("findings").innerHTML = data.findings;
        draw();
        mark(data.marks);
        pair();
        follow();
      }
    } catch (error) { /* The school's computer is away; write-keeping.js says so. */ }
    asking = false;
    if (again) { again = false; preview(); }
  };
  box.addEventListener("input", () => {
    draw();
    clearTimeout(timer);
    timer = setTimeout(preview, 250);
  });

  const goTo = n => {
    const start = lines.slice(0, n - 1).reduce((sum, line) => sum + line.length + 1, 0);
    show("text");
    box.focus({preventScroll: true});
    box.setSelectionRange(start, start + (lines[n - 1] || "").length);
    const line = mirror.children[Math.min(n, lines.length) - 1];
    if (line) sheet.scrollTop = line.offsetTop - sheet.clientHeight / 3;
  };
  $("findings").addEventListener("click", event => {
    const link = event.target.closest("[data-line]");
    if (!link) return;
    event.preventDefault();
    goTo(Number(link.dataset.line));
  });

  // Inserting keeps the browser's own undo where it can.
  const insert = (text, from, to) => {
    box.focus();
    if (from !== undefined) box.setSelectionRange(from, to);
    let done = false;
    try { done = d.execCommand("insertText", false, text); } catch (error) { done = false; }
    if (!done) {
      box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
      box.dispatchEvent(new Event("input", {bubbles: true}));
    }
  };
  const around = (mark, filler) => {
    const chosen = box.value.slice(box.selectionStart, box.selectionEnd) || filler;
    const start = box.selectionStart + mark.length;
    insert(mark + chosen + mark);
    box.setSelectionRange(start, start + chosen.length);
  };
  const ofItsOwn = text => {
    const before = box.value.slice(0, box.selectionStart), after = box.value.slice(box.selectionEnd);
    const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    insert(gap + text.trimEnd() + (after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n"));
  };
  const numbered = text => text.replace(/(```quiz id=)[\w-]+/g, (_, start) => {
    let n = 1;
    while (box.value.includes("id=question-" + n)) n += 1;
    return start + "question-" + n;
  });
  d.querySelectorAll(".tools [data-from], .tools [data-mark]").forEach(button => {
    button.addEventListener("click", () => {
      const {from, mark: sign, filler} = button.dataset;
      if (sign) around(sign, filler); else ofItsOwn(numbered($(from).textContent));
    });
  });
  box.addEventListener("keydown", event => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    // By its place where the keyboard gives no Latin letter, as an Arabic one does.
    const letter = /[a-z]/i.test(event.key) ? event.key.toLowerCase() : event.code.replace("Key", "").toLowerCase();
    const button = d.querySelector(`.tools [data-key="${letter}"]`);
    if (letter === "s") form.elements.save.click(); else if (button) button.click(); else return;
    event.preventDefault();
  });

  // Two tabs on a small screen.
  const show = name => {
    $("desk").dataset.shows = name;
    d.querySelectorAll(".tabs a").forEach(tab => {
      if (tab.hash === "#w_" + name) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    });
    if (name === "page") follow();
  };
  d.querySelectorAll(".tabs a").forEach(tab => tab.addEventListener("click", event => {
    event.preventDefault();
    show(tab.hash.slice(3));
  }));

  // Pictures by choosing, pasting or dropping; each asks what it shows.
  const picture = $("picture"), file = $("file"), alt = $("alt");
  const choose = files => {
    const images = Array.from(files || []).filter(one => one.type.startsWith("image/"));
    if (!images.length) return false;
    const list = new DataTransfer();
    list.items.add(images[0]);
    file.files = list.files;
    picture.open = true;
    alt.focus();
    return true;
  };
  box.addEventListener("paste", event => {
    if (event.clipboardData && choose(event.clipboardData.files)) event.preventDefault();
  });
  sheet.addEventListener("dragover", event => {
    if (Array.from(event.dataTransfer.types).includes("Files")) event.preventDefault();
  });
  sheet.addEventListener("drop", event => {
    if (choose(event.dataTransfer.files)) event.preventDefault();
  });
  $("add").addEventListener("click", async event => {
    event.preventDefault();
    const place = $("picture-said");
    const told = words => { place.textContent = words; say(words); };
    if (!file.files.length) { file.focus(); return told(place.dataset.file); }
    if (!alt.value.trim()) { alt.focus(); return told(place.dataset.alt); }
    const body = new FormData();
    body.append("picture", file.files[0]);
    body.append("alt", alt.value);
    told(place.dataset.busy);
    try {
      const answer = await send(form.dataset.pictures, body);
      const data = await answer.json();
      if (!answer.ok) return told(data.sentence);
      picture.open = false;
      file.value = alt.value = "";
      told("");
      ofItsOwn(data.line);
    } catch (error) { told(form.dataset.away); }
  });
  const opener = d.querySelector("[data-opens=picture]");
  opener.addEventListener("click", () => { picture.open = true; file.focus(); });

  draw();
  show(location.hash === "#w_page" ? "page" : "text");  // a tab tapped before this file was here
  preview();
  window.kisimaEditor = {box, form, say, draw, preview};
})();
