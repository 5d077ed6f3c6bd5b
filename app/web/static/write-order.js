// Lessons put in order by dragging; the buttons beside them do the same without this file.
(() => {
  "use strict";
  const list = document.getElementById("order");
  if (!list) return;
  const rows = () => Array.from(list.children);
  const say = words => { document.getElementById("say").textContent = words; };
  list.classList.add("sortable");
  let dragged = null, before = "";
  const names = () => rows().map(row => row.dataset.lesson);

  rows().forEach(row => {
    const grip = row.querySelector(".grip");
    // Only the grip begins a drag, so that words can still be marked with the mouse.
    grip.addEventListener("pointerdown", () => { row.draggable = true; });
    row.addEventListener("dragstart", event => {
      dragged = row;
      before = names().join();
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.lesson);
      row.classList.add("dragged");
    });
    row.addEventListener("dragend", () => {
      row.draggable = false;
      row.classList.remove("dragged");
      dragged = null;
      if (names().join() !== before) save();
    });
  });
  list.addEventListener("dragover", event => {
    const over = event.target.closest("#order > li");
    if (!dragged || !over) return;
    event.preventDefault();
    const {top, height} = over.getBoundingClientRect();
    if (over !== dragged) list.insertBefore(dragged, event.clientY < top + height / 2 ? over : over.nextSibling);
  });
  list.addEventListener("drop", event => { if (dragged) event.preventDefault(); });

  async function save() {
    const body = new URLSearchParams({csrf_token: list.querySelector("[name=csrf_token]").value});
    names().forEach(name => body.append("lesson", name));
    try {
      const answer = await fetch(list.dataset.order, {
        method: "POST", body, credentials: "same-origin", headers: {Accept: "application/json"}});
      const data = await answer.json();
      say(answer.ok ? data.words : data.sentence || list.dataset.away);
      if (!answer.ok) { location.reload(); return; }
    } catch (error) { say(list.dataset.away); return; }
    rows().forEach((row, n, all) => {
      row.querySelector("[value=up]").disabled = n === 0;
      row.querySelector("[value=down]").disabled = n === all.length - 1;
    });
  }
})();
