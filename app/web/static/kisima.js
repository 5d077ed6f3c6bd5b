// Makes better what already works without it: quizzes answer in place, menus close themselves.
(() => {
  const d = document;
  const each = (css, root, then) => root.querySelectorAll(css).forEach(then);

  // What can be scrolled sideways can be reached by keyboard.
  const reach = (root) => each("pre,table,.scroll,math", root, (el) => {
    if (el.scrollWidth > el.clientWidth) el.tabIndex = 0;
  });

  const complain = (form, words) => {
    let place = form.querySelector(".error");
    if (!place) {
      place = form.appendChild(d.createElement("p"));
      place.className = "error";
    }
    place.textContent = words;
    d.getElementById("say").textContent = words;
  };

  const send = async (form, box) => {
    let answer, words;
    try {
      answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { "X-Fragment": "1" },
      });
      words = await answer.text();
    } catch (error) {
      return complain(form, d.body.dataset.away);
    }
    // Signed out, or a page from before a new sign-in: the form's own answer keeps what was chosen.
    if (answer.status == 401 || answer.status == 400) return form.submit();
    if (!answer.ok) return complain(form, words);
    const id = box.id;
    box.outerHTML = words;
    box = d.getElementById(id);
    reach(box);
    box.querySelector("button").focus();
    d.getElementById("say").textContent = box.querySelector(".result").textContent;
  };

  d.addEventListener("submit", (event) => {
    const box = event.target.closest(".quiz");
    if (!box) return;
    event.preventDefault();
    send(event.target, box);
  });

  const shut = (event) => each(".menu[open]", d, (menu) => {
    if (event.key == "Escape") menu.firstElementChild.focus();
    else if (event.key || menu.contains(event.target)) return;
    menu.open = false;
  });
  d.addEventListener("click", shut);
  d.addEventListener("keydown", shut);
  reach(d);
})();
