// A button that prints, where scripts run; everybody else has the browser's own menu.
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
