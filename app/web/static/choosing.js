// A button that ticks everybody, or nobody where everybody is ticked.
const all = document.getElementById("all");
if (all) {
  const boxes = [...document.querySelectorAll("input[name=student]")];
  all.hidden = false;
  all.addEventListener("click", () => {
    const tick = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = tick;
  });
}
