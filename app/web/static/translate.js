// The translators' desk: how it looks while typing, keys, and inserting what must stay.
(() => {
  const desk = document.getElementById("desk");
  if (!desk) return;
  const text = document.getElementById("text");
  const look = document.getElementById("look");
  let waiting = 0;
  let asked = 0;

  desk.classList.add("live");
  for (const one of desk.querySelectorAll(".keys")) one.hidden = false;

  const show = async () => {
    const mine = ++asked;
    const form = new FormData(desk);
    form.delete("do");
    try {
      const answer = await fetch(desk.dataset.look, {
        method: "POST",
        body: form,
        headers: { "X-Fragment": "1" },
      });
      // An older answer may come after a newer one.
      if (answer.ok && mine === asked) look.innerHTML = await answer.text();
    } catch {
      // Without the server there is no picture of it; the text stays where it is.
    }
  };
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 250);
  });

  for (const code of desk.querySelectorAll("[data-insert]")) {
    const button = document.createElement("button");
    button.type = "button";
    code.replaceWith(button);
    button.append(code);
    button.addEventListener("click", () => {
      text.focus();
      text.setRangeText(code.textContent, text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input"));
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      desk.requestSubmit(desk.querySelector("[value=next]"));
    } else if (event.altKey && (event.key === "PageUp" || event.key === "PageDown")) {
      const link = document.querySelector(event.key === "PageUp" ? ".where [rel=prev]" : ".where [rel=next]");
      if (link) link.click();
    }
  });
})();
