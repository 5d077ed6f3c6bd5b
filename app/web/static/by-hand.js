// Marking by hand with keys; without this file the same form is sent by its buttons.
const form = document.getElementById("give");
if (form) {
  const { points, comment, was } = form.elements;
  const rows = [...form.querySelectorAll("input[name=row]")];
  const told = document.getElementById("told");
  const most = Number(form.dataset.most);
  const inWords = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2, useGrouping: false });
  let changed = false;

  for (const one of document.querySelectorAll(".key, .help")) one.hidden = false;

  function sum() {
    const ticked = rows.filter((row) => row.checked).map((row) => Number(row.dataset.points));
    const total = ticked.reduce((all, one) => all + one, 0);
    points.value = ticked.length ? inWords.format(Math.min(most, Math.max(0, total))) : "";
    // From here on the box says what is meant, and the server need not add up.
    was.value = "-";
  }
  for (const row of rows) row.addEventListener("change", sum);

  form.addEventListener("input", () => { changed = true; });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[name=insert]");
    if (!button) return;
    event.preventDefault();
    const before = comment.value.trimEnd();
    comment.value = before ? `${before}\n${button.textContent}` : button.textContent;
    changed = true;
    told.textContent = "";
    comment.focus();
  });

  function turn(rel) {
    const link = document.querySelector(`a[rel=${rel}]`);
    if (!link) return;
    // What was typed and not saved would be gone.
    if (changed) form.querySelector("#save").focus();
    else link.click();
  }

  const rightToLeft = document.documentElement.dir === "rtl";
  const keys = {
    ArrowLeft: () => turn(rightToLeft ? "next" : "prev"),
    ArrowRight: () => turn(rightToLeft ? "prev" : "next"),
    Enter: () => form.requestSubmit(form.querySelector("#save")),
    p: () => points.select(),
    c: () => comment.focus(),
  };

  // What a key is called on a Latin keyboard: others give letters and digits of their own.
  function nameOf(event) {
    const key = event.key;
    if (key.length > 1) return key;
    if (/[٠-٩۰-۹]/.test(key)) return String(key.charCodeAt(0) & 15);
    return /[\x21-\x7e]/.test(key) ? key.toLowerCase() : event.code.replace("Key", "").toLowerCase();
  }

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    const typing = at === points || at === comment;
    if (event.key === "Escape" && typing) return at.blur();
    if (at === comment && event.key === "Enter" && (event.ctrlKey || event.metaKey)) return keys.Enter();
    const other = at.closest("a, button, summary, select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const name = nameOf(event);
    const row = rows[Number(name) - 1];
    const act = row ? () => row.click() : keys[name];
    if (!act || (other && event.key === "Enter")) return;
    event.preventDefault();
    if (row) changed = true;
    act();
  });

  // Where there is no rubric, the next key is a number.
  if (!rows.length && !document.getElementById("problem")) points.focus({ preventScroll: true });
}
