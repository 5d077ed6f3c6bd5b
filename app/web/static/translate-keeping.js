// A translation that is being typed is kept in this browser at once and on the school's computer soon
// after, under the account and the text, so that it outlives a closed window and a lost network.
(() => {
  "use strict";
  const desk = document.getElementById("desk");
  if (!desk) return;
  const text = document.getElementById("text"), status = document.getElementById("kept");
  const QUIET = 1500, AWAY_FIRST = 3000, AWAY_LONGEST = 60000, GIVE_UP = 20000;
  const key = ["kisima-translate", desk.dataset.account, desk.dataset.typed, location.host].join("|");
  let keptText = text.defaultValue;  // what the school's computer has; the box may already hold more
  let stored = true, leaving = false, timer = 0, wait = 0, busy = Promise.resolve(true);

  const dirty = () => text.value !== keptText;
  const store = () => {
    try {
      if (dirty()) localStorage.setItem(key, JSON.stringify(
        {text: text.value, base: desk.elements.base.value, time: Date.now()}));
      else localStorage.removeItem(key);
      stored = true;
    } catch { stored = false; }
  };

  async function ask(options) {
    const giveUp = new AbortController(), late = setTimeout(() => giveUp.abort(), GIVE_UP);
    try {
      const answer = await fetch(desk.dataset.typed, {
        credentials: "same-origin", headers: {Accept: "application/json"}, signal: giveUp.signal, ...options});
      const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (answer.redirected || !json) return {status: answer.ok ? 401 : answer.status, data: {}};
      return {status: answer.status, data: await answer.json()};
    } catch { return {status: 0, data: {}}; } finally { clearTimeout(late); }
  }

  async function post(sent, keepalive) {
    const send = () => ask({method: "POST", keepalive, body: new URLSearchParams(
      {csrf_token: desk.elements.csrf_token.value, base: desk.elements.base.value, text: sent})});
    const answer = await send();
    if (answer.status !== 401 && answer.data.error !== "FormTooOld") return answer;
    // The sign-in may be gone, or the form's token only too old.
    const {status: known, data} = await ask({});
    if (known !== 200 || data.account !== desk.dataset.account) return {status: 401, data: {}};
    desk.elements.csrf_token.value = data.csrf;
    return send();
  }

  const later = delay => { clearTimeout(timer); timer = setTimeout(keep, delay); };

  // True when the school's computer has it. One posting at a time.
  function keep(last) {
    clearTimeout(timer);
    busy = busy.then(async () => {
      if (!dirty()) return true;
      const sent = text.value;
      const {status: code, data} = await post(sent, last === true);
      if (code === 200) {
        keptText = sent;
        wait = 0;
        store();
        status.textContent = dirty() ? desk.dataset.here : desk.dataset.there;
        if (dirty()) later(QUIET);
        return true;
      }
      status.textContent = code === 401 ? desk.dataset.signedout : data.sentence || desk.dataset.away;
      wait = Math.min(AWAY_LONGEST, wait ? wait * 2 : AWAY_FIRST);
      later(wait);
      return false;
    });
    return busy;
  }

  text.addEventListener("input", () => {
    store();
    if (!wait) {
      status.textContent = stored ? desk.dataset.here : desk.dataset.unkept;
      later(QUIET);
    }
  });
  const hidden = () => { if (!leaving && dirty()) keep(true); };
  text.addEventListener("blur", hidden);
  document.addEventListener("visibilitychange", () => { if (document.hidden) hidden(); });
  addEventListener("pagehide", hidden);
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("online", () => { if (wait) later(0); });
  addEventListener("beforeunload", event => { if (!leaving && !stored && dirty()) event.preventDefault(); });

  // The form goes only when the school's computer has answered: then the copy here is not needed.
  desk.addEventListener("submit", event => {
    if (leaving || !dirty()) { leaving = true; return; }
    event.preventDefault();
    const button = event.submitter;
    keep().then(done => {
      if (!done) return;
      leaving = !dirty();  // more may have been typed meanwhile; then once more
      desk.requestSubmit(button);
    });
  });

  // What this browser kept while the school's computer was away, or before the window was closed.
  let mine = null;
  try { mine = JSON.parse(localStorage.getItem(key)); } catch { mine = null; }
  if (mine && mine.time && mine.text !== text.value) {
    const notice = document.getElementById("found");
    const before = text.value, baseBefore = desk.elements.base.value;
    const when = new Date(mine.time).toLocaleString(document.documentElement.lang, {dateStyle: "medium", timeStyle: "short"});
    notice.querySelector("p").textContent = notice.dataset.words.replace("{when}", when);
    notice.hidden = false;
    const put = (words, base) => {
      text.value = words;
      desk.elements.base.value = base;
      text.dispatchEvent(new Event("input", {bubbles: true}));
    };
    put(mine.text, mine.base);
    notice.querySelector("[value=on]").addEventListener("click", () => { notice.hidden = true; text.focus(); });
    notice.querySelector("[value=back]").addEventListener("click", () => {
      put(before, baseBefore);
      notice.hidden = true;
      text.focus();
    });
  } else if (dirty()) text.dispatchEvent(new Event("input", {bubbles: true}));  // typed while this file was on its way
  else store();  // the school's computer has it: nothing is left to be found here
})();
