// A lesson on the wall, a section at a time: from one second-level heading to the next.
// What is folded in a section (hints, solutions, answers) is revealed one after another. Without
// this script the lesson is one long page, and what is folded is opened by hand.
"use strict";
(() => {
  const article = document.getElementById("slides");
  const slides = [[]];
  for (const part of [...article.children]) {
    if (part.tagName === "H2" && slides.at(-1).length) slides.push([]);
    slides.at(-1).push(part);
  }
  const back = document.getElementById("back");
  const on = document.getElementById("on");
  const where = document.getElementById("where");
  const reveal = document.getElementById("reveal");
  let at = 0;

  const folded = () => slides[at].flatMap((part) =>
    [...(part.matches("details") ? [part] : []), ...part.querySelectorAll("details")]);

  const next = () => folded().find((box) => !box.open);

  const look = () => {
    reveal.hidden = !folded().length;
    reveal.disabled = !next();
  };

  const revealNext = () => {
    const box = next();
    if (!box) return false;
    box.open = true;
    box.scrollIntoView({ block: "nearest" });
    look();
    return true;
  };

  const show = (wanted) => {
    at = Math.max(0, Math.min(slides.length - 1, wanted));
    slides.forEach((parts, n) => parts.forEach((part) => {
      // A page has its title for those who hear it, in each section.
      if (part.tagName === "H1") part.classList.toggle("sr", n !== at);
      else part.hidden = n !== at;
    }));
    where.textContent = (at + 1) + " / " + slides.length;
    back.disabled = at === 0;
    on.disabled = at === slides.length - 1;
    history.replaceState(null, "", "#" + (at + 1));
    window.scrollTo(0, 0);
    look();
  };

  const asked = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (/^\d+$/.test(id)) return Number(id) - 1;
    const place = id && document.getElementById(id);
    return place ? slides.findIndex((parts) => parts.some((part) => part.contains(place))) : 0;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const rtl = document.documentElement.dir === "rtl";
    const steps = { PageDown: 1, PageUp: -1, ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 };
    if (event.key in steps) show(at + steps[event.key]);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(slides.length - 1);
    // The dot and B are what presenters send for a black screen.
    else if (event.key === "." || event.key.toLowerCase() === "b" || !/[a-z]/i.test(event.key) && event.code === "KeyB") revealNext();
    else if (event.key !== " " || event.target.closest("button, summary, a") || !revealNext()) return;
    event.preventDefault();
  });
  back.addEventListener("click", () => show(at - 1));
  on.addEventListener("click", () => show(at + 1));
  reveal.addEventListener("click", revealNext);
  article.addEventListener("toggle", look, true);
  window.addEventListener("hashchange", () => show(asked()));
  document.getElementById("turn").hidden = false;
  show(asked());
})();
