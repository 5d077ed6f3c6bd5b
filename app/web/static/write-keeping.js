// What is typed into the editor is kept on this computer at once and on the server soon after, under
// the account, the lesson and the host, so that nobody is shown what another person typed.
(() => {
  "use strict";
  const editor = window.kisimaEditor;
  if (!editor) return;
  const {box, form, say, draw, preview} = editor;
  const $ = id => document.getElementById("w_" + id);
  const STORE_QUIET = 300, SEND_QUIET = 2500, SEND_LATEST = 12000, AWAY_FIRST = 3000, AWAY_LONGEST = 60000;
  const GIVE_UP = 20000;
  const key = ["kisima-write", form.dataset.account, form.dataset.course, form.dataset.lesson + (form.dataset.lang && "." + form.dataset.lang), location.host].join("|");
  const status = $("kept");
  let keptText = box.defaultValue;  // what the server has, saved or kept; the box may already hold more
  let savedText = form.dataset.resumed ? null : keptText;
  let storeTimer = 0, sendTimer = 0, firstUnsent = 0, wait = 0, busy = null, leaving = false;

  const dirty = () => box.value !== keptText;
  const tell = words => { status.textContent = words; };
  const state = () => tell(dirty() ? form.dataset.here
    : box.value === savedText ? form.dataset.allsaved : form.dataset.there);

  const store = () => {
    clearTimeout(storeTimer);
    try {
      if (!dirty()) localStorage.removeItem(key);
      else {
        const base = form.elements.base.value;
        localStorage.setItem(key, JSON.stringify({text: box.value, base, time: Date.now()}));
      }
    } catch (error) { tell(form.dataset.unkept); return; }
    if (!busy) state();
  };

  async function ask(url, options) {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), GIVE_UP));
    try {
      const answer = await Promise.race([late, fetch(url, Object.assign(
        {credentials: "same-origin", headers: {Accept: "application/json"}}, options))]);
      const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (answer.redirected || !json) return {status: answer.ok ? 401 : answer.status, data: {}};
      return {status: answer.status, data: await Promise.race([late, answer.json()])};
    } catch (error) { return {status: 0, data: {}}; }
  }

  async function post(url, fields, keepalive) {
    const send = () => ask(url, {method: "POST", keepalive, body: new URLSearchParams(
      Object.assign({csrf_token: form.elements.csrf_token.value, base: form.elements.base.value}, fields))});
    const answer = await send();
    if (answer.status !== 401 && answer.data.error !== "FormTooOld") return answer;
    // The sign-in may be gone, or the form's token only too old.
    const {status: known, data} = await ask(form.dataset.typed, {});
    if (known !== 200 || data.account !== form.dataset.account) return {status: 401, data: {}};
    form.elements.csrf_token.value = data.csrf;
    return send();
  }

  // One posting at a time.
  function inTurn(work) {
    const turn = (busy || Promise.resolve()).then(work);
    busy = turn;
    turn.then(() => { if (busy === turn) busy = null; });
    return turn;
  }

  const later = delay => { clearTimeout(sendTimer); sendTimer = setTimeout(keep, delay); };

  function learn({status: code, data}, sent) {
    if (code === 200) {
      keptText = sent;
      wait = 0;
      store();
      state();
      $("others").textContent = data.others || "";
      $("others").hidden = !data.others;
      return true;
    }
    if (code === 401) { tell(form.dataset.signedout); say(form.dataset.signedout); }
    else tell(data.sentence || form.dataset.away);
    wait = Math.min(AWAY_LONGEST, wait ? wait * 2 : AWAY_FIRST);
    later(wait);
    return false;
  }

  function keep(last) {
    clearTimeout(sendTimer);
    if (!dirty()) return;
    firstUnsent = 0;
    inTurn(async () => {
      const sent = box.value;
      // A browser carries at most 64 kB out of a page that is being closed; the copy here has the rest.
      const small = new Blob([sent]).size < 60000;
      learn(await post(form.dataset.typed, {text: sent}, last === true && small), sent);
      if (dirty() && !wait) later(SEND_QUIET);
    });
  }

  box.addEventListener("input", () => {
    const now = Date.now();
    firstUnsent = firstUnsent || now;
    clearTimeout(storeTimer);
    storeTimer = setTimeout(store, STORE_QUIET);
    if (!wait) later(Math.max(0, Math.min(SEND_QUIET, firstUnsent + SEND_LATEST - now)));
  });
  box.addEventListener("blur", () => { if (!wait) keep(); });
  const hidden = () => { if (!leaving && dirty()) { store(); keep(true); } };
  document.addEventListener("visibilitychange", () => { if (document.hidden) hidden(); });
  window.addEventListener("pagehide", hidden);
  window.addEventListener("online", () => { if (wait) later(0); });

  // Saving stays on the page; where the server must ask something, its page asks.
  form.addEventListener("submit", event => {
    const button = event.submitter;
    if (!button || button.name !== "save") { leaving = true; return; }
    event.preventDefault();
    tell(form.dataset.saving);
    inTurn(async () => {
      const sent = box.value;
      const {status: code, data} = await post(form.action, {text: sent, save: "1"});
      if (code === 409) {
        const plain = document.createElement("input");
        Object.assign(plain, {type: "hidden", name: "save", value: "1"});
        form.append(plain);
        leaving = true;
        form.submit();
      } else if (code === 200) {
        form.elements.base.value = data.version;
        if (box.value === sent && data.text !== sent) { box.value = data.text; draw(); preview(); }
        keptText = savedText = data.text;
        wait = 0;
        store();
        for (const note of [$("resumed"), $("shipped")]) if (note) note.hidden = true;
        const title = document.querySelector("h1");
        (title.querySelector("bdi") || title).textContent = data.title;
        tell(data.words);
        say(data.words);
      } else {
        learn({status: code, data}, sent);
        say(status.textContent);
      }
    });
  });

  // What this browser kept while the server was away, or before the window was closed.
  let found = null;
  try { found = JSON.parse(localStorage.getItem(key)); } catch (error) { found = null; }
  if (found && found.text !== box.value && found.time) {
    const mine = found, notice = $("found"), before = box.value;
    const when = new Date(mine.time).toLocaleString(document.documentElement.lang, {dateStyle: "medium", timeStyle: "short"});
    notice.querySelector("p").textContent = notice.dataset.words.replace("{when}", when);
    notice.hidden = false;
    const baseBefore = form.elements.base.value;
    const put = (text, base) => {
      box.value = text;
      form.elements.base.value = base;
      box.dispatchEvent(new Event("input", {bubbles: true}));
    };
    put(mine.text, mine.base);
    notice.querySelector("[value=on]").addEventListener("click", () => { notice.hidden = true; box.focus(); });
    notice.querySelector("[value=back]").addEventListener("click", () => {
      put(before, baseBefore);
      notice.hidden = true;
      box.focus();
    });
  } else if (dirty()) box.dispatchEvent(new Event("input", {bubbles: true}));  // typed while this file was on its way
  else store();  // the school's computer has it: nothing is left to be found here
  state();
})();
