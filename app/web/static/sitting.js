// Keeps each answer as it is given. What is sent is what was changed, with what stood there
// before, so that a page open for long takes back no newer answer.
(() => {
  const form = document.getElementById("sitting");
  const status = document.getElementById("status");
  const said = form.dataset;
  const before = JSON.parse(form.elements.shown.value);
  let sending, timer, away, leaving;

  const changed = () => {
    const data = new FormData(form);
    const given = {};
    for (const id in before) {
      const now = data.getAll("a-" + id).map((one) => one.trim()).filter(Boolean).sort();
      if (JSON.stringify(now) != JSON.stringify(before[id])) given[id] = now;
    }
    return given;
  };

  const send = async () => {
    const given = changed();
    const ids = Object.keys(given);
    if (!ids.length) return true;
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
    body.set("shown", JSON.stringify(Object.fromEntries(ids.map((id) => [id, before[id]]))));
    for (const id of ids) for (const one of given[id]) body.append("a-" + id, one);
    status.textContent = said.saving;
    let answer;
    try {
      const headers = { "X-Fragment": "1" };
      answer = await fetch(form.action, { method: "POST", body, headers, keepalive: true });
    } catch (error) {
      answer = { status: 503 };
    }
    away = answer.status > 499;
    if (answer.ok) {
      Object.assign(before, given);
      form.elements.shown.value = JSON.stringify(before);
      status.textContent = said.saved;
      return send();
    }
    // Signed out, or a page from before a new sign-in: the form's own answer keeps what was given.
    if (answer.status == 401 || answer.status == 400) {
      leaving = true;
      form.submit();
      return false;
    }
    if (away) later(5000);
    status.textContent = away ? said.away : await answer.text();
    document.getElementById("say").textContent = status.textContent;
    return false;
  };

  // One after another: two at once could come in the wrong order.
  const keep = () => {
    clearTimeout(timer);
    sending = (sending || Promise.resolve()).then(send, send);
    return sending;
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(keep, wait);
  };

  form.addEventListener("input", () => later(1000));
  form.addEventListener("change", keep);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const next = event.submitter && event.submitter.value == "hand-in";
    if (!(await keep()) || !next) return;
    leaving = true;
    location.href = said.next;
  });
  addEventListener("online", keep);
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (leaving || !Object.keys(changed()).length) return;
    if (away) event.preventDefault();
    else keep();
  });
  form.querySelector("[value=keep]").hidden = true;
})();
