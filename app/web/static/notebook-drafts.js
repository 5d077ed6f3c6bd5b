// What a student types is kept on this computer at once, and goes to the server in the background.
// A record is kept only while the server lacks it, under the account, the exercise and the host, so
// that on a shared computer nobody is shown what another student typed. Plain HTTP on a LAN:
// no Web Locks, crypto.subtle or service worker.
(() => {
  "use strict";
  const STORE_QUIET = 250, STORE_LATEST = 1000, SEND_QUIET = 2000, SEND_LATEST = 15000;
  const AWAY_FIRST = 2000, AWAY_LONGEST = 60000, GIVE_UP = 20000;
  const COPY = "kisima-draft|";

  const randomHex = () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
    byte => (byte + 256).toString(16).slice(1)).join("");

  const settled = request => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  // localStorage: the copy for when the page is hidden, and all there is where IndexedDB is refused.
  const copies = {
    async put(record) { localStorage.setItem(COPY + record.key, JSON.stringify(record)); },
    async remove(key) { localStorage.removeItem(COPY + key); },
    async all(prefix) {
      return Object.keys(localStorage).filter(name => name.startsWith(COPY + prefix))
        .map(name => { try { return JSON.parse(localStorage.getItem(name)); } catch (e) { return null; } })
        .filter(Boolean);
    },
  };

  async function openStore() {
    const opening = indexedDB.open("kisima", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("drafts", {keyPath: "key"});
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), 3000));
    const database = await Promise.race([settled(opening), late]);
    database.onversionchange = () => database.close();
    const change = work => new Promise((resolve, reject) => {
      const transaction = database.transaction("drafts", "readwrite");
      work(transaction.objectStore("drafts"));
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
    return {
      put: record => change(store => store.put(record)),
      remove: key => change(store => store.delete(key)),
      all: prefix => settled(database.transaction("drafts").objectStore("drafts")
        .getAll(IDBKeyRange.bound(prefix, prefix + "\uffff"))),
    };
  }

  window.kisimaDrafts = (form, words, page) => {
    const prefix = [form.dataset.account, form.dataset.exercise, location.host, ""].join("|");
    const key = prefix + randomHex();
    const boxes = () => Array.from(form.querySelectorAll("textarea[name^='cell-']"));
    const read = () => boxes().reduce(
      (cells, box) => Object.assign(cells, {[box.name.slice(5)]: box.value}), {});
    const same = (one, other) => Object.keys(one).every(
      id => other[id] === undefined || one[id] === other[id]);
    let store = copies, kept = true;  // kept: what is typed can be kept on this computer
    let serial = 0, savedSerial = 0;  // counts changes; what the server has of them
    let storeTimer = 0, firstUnstored = 0, sendTimer = 0, firstUnsent = 0;
    let busy = null, wait = 0, signedOut = false, other = null, over = false, adopted = [];
    // Texts that were sent and whose answer was lost: finding one on the server is no conflict.
    let unsure = [];
    let channel = null;
    const dirty = () => serial !== savedSerial;
    const ours = () => !dirty() ? words.saved : kept ? words.kept : words.unkept;
    const record = () => ({
      key, base: form.elements.base.value, cells: read(), time: Date.now(), unsure: unsure.slice(-3),
    });

    const write = cells => {
      boxes().forEach(box => {
        const text = cells[box.name.slice(5)];
        if (text !== undefined && text !== box.value) { box.value = text; page.changed(box); }
      });
    };

    async function keep() {
      clearTimeout(storeTimer);
      storeTimer = firstUnstored = 0;
      if (!dirty()) return;
      try {
        await store.put(record());
        kept = true;
        // The server may have answered while the browser was still writing.
        if (!dirty()) await forget(); else if (!busy) page.status(words.kept);
      } catch (error) {
        kept = false;
        page.status(words.unkept);
      }
    }

    async function forget() {
      const keys = [key].concat(adopted);
      adopted = [];
      for (const one of keys) {
        try { await copies.remove(one); await store.remove(one); } catch (error) { kept = false; }
      }
    }

    function typed() {
      serial += 1;
      const now = Date.now();
      const delay = (first, quiet, latest) => Math.max(0, Math.min(quiet, first + latest - now));
      firstUnstored = firstUnstored || now;
      firstUnsent = firstUnsent || now;
      clearTimeout(storeTimer);
      storeTimer = setTimeout(keep, delay(firstUnstored, STORE_QUIET, STORE_LATEST));
      if (!wait) sendSoon(delay(firstUnsent, SEND_QUIET, SEND_LATEST));
    }

    function sendSoon(delay) {
      clearTimeout(sendTimer);
      sendTimer = setTimeout(save, delay);
    }

    // Posts the whole form; answers {status, data}, status 0 when the server could not be reached.
    function post(path, fields, leaving, changes) {
      const body = new URLSearchParams();
      Array.from(form.elements).forEach(field => {
        if (field.name && field.type !== "submit" && field.type !== "button") {
          const changed = changes && changes[field.name];
          body.append(field.name, changed === undefined ? field.value : changed);
        }
      });
      (fields || []).forEach(pair => body.append(pair[0], pair[1]));
      return ask(path, {method: "POST", body, keepalive: Boolean(leaving)});
    }

    async function ask(path, options) {
      const url = form.action.replace(/save$/, path);
      const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), GIVE_UP));
      try {
        const answer = await Promise.race([late, fetch(url, Object.assign(
          {credentials: "same-origin", headers: {Accept: "application/json"}}, options))]);
        const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
        const data = json ? await Promise.race([late, answer.json()]) : null;
        if (answer.redirected || (answer.ok && !json)) return {status: 401, data: {}};
        return {status: answer.status, data: data || {}};
      } catch (error) {
        return {status: 0, data: {}};
      }
    }

    // The sign-in may be gone, or the form's token only too old: asks which, and mends the token.
    async function renew() {
      const {status, data} = await ask("state", {});
      if (status === 200 && data.account === form.dataset.account) {
        form.elements.csrf_token.value = data.csrf;
        signedOut = false;
        page.signedOut(false);
        return true;
      }
      signedOut = signedOut || status === 200 || status === 401;
      page.signedOut(signedOut);
      page.status(ours());
      return false;
    }

    async function posted(path, fields, leaving, changes) {
      const answer = await post(path, fields, leaving, changes);
      const unknown = answer.status === 401 || ["FormTooOld", "OtherAccount"].includes(answer.data.error);
      return unknown && await renew() ? post(path, fields, leaving, changes) : answer;
    }

    // Understands what every answer to a posted draft says of the draft; true when it was saved.
    function learn(answer, sentSerial, sentCells) {
      const {status, data} = answer;
      if (data.revision !== undefined && !data.conflict) {
        form.elements.base.value = data.revision;
        savedSerial = Math.max(savedSerial, sentSerial);
        wait = 0;
        over = false;
        unsure = [];
        page.away("");
        const cells = Object.assign({}, sentCells, data.cells);
        if (channel) channel.postMessage({prefix, revision: data.revision, cells});
        firstUnsent = dirty() ? Date.now() : 0;
        if (dirty()) sendSoon(SEND_QUIET); else forget();
        page.status(ours());
        return true;
      }
      if (data.conflict) {
        if (same(read(), data.cells) || unsure.some(sent => same(sent, data.cells))) {
          form.elements.base.value = data.revision;
          sendSoon(0);
        } else {
          other = data;
          page.status(ours());
          page.conflict(data, read());
        }
      } else if (!signedOut) {
        unsure.push(sentCells);
        wait = Math.min(AWAY_LONGEST, wait ? wait * 2 : AWAY_FIRST);
        page.status(ours());
        page.away(data.sentence || words.away);
        sendSoon(wait);
      }
      return false;
    }

    // One posting at a time, so that each carries the revision that the one before was given.
    function send(path, fields, leaving) {
      const turn = (busy || Promise.resolve()).then(async () => {
        if (other && path === "save") return {status: 409, data: {}};
        clearTimeout(sendTimer);
        const sentSerial = serial, sentCells = read();
        if (dirty()) page.status(words.saving);
        const chosen = over ? [["over", "1"]] : [];
        const answer = await posted(path, chosen.concat(fields || []), leaving);
        answer.saved = learn(answer, sentSerial, sentCells);
        return answer;
      });
      busy = turn;
      turn.then(() => { if (busy === turn) busy = null; });
      return turn;
    }

    function save() { if (dirty() && !signedOut && !other) send("save"); }

    // The student's choice between the two texts; the server keeps the one not chosen as a version.
    function choose(mine) {
      form.elements.base.value = other.revision;
      if (!mine) { write(other.cells); savedSerial = serial; forget(); }
      over = mine;
      serial += mine ? 1 : 0;
      other = null;
      page.conflict(null);
      page.status(ours());
      save();
    }

    function hidden() {
      if (!dirty()) return;
      try { localStorage.setItem(COPY + key, JSON.stringify(record())); } catch (error) { kept = false; }
      keep();
      if (!busy && !signedOut && !other) send("save", [], true);
    }

    async function restore() {
      const found = {};
      const newer = one => !found[one.key] || found[one.key].time < one.time;
      const gather = records => records.forEach(one => { if (newer(one)) found[one.key] = one; });
      try { gather(await copies.all(prefix)); } catch (error) { kept = false; }
      try { if (store !== copies) gather(await store.all(prefix)); } catch (error) { kept = false; }
      const now = read();
      const records = Object.keys(found).map(name => found[name]).sort((a, b) => b.time - a.time);
      adopted = records.map(one => one.key);
      const unsent = records.filter(one => !same(one.cells, now));
      if (!unsent.length) { if (!dirty()) forget(); return; }
      // The newest comes back into the page; older texts go to the server as versions first.
      for (const one of unsent.slice(1)) {
        if (!same(one.cells, unsent[0].cells)) {
          const changes = {base: -1};
          Object.keys(one.cells).forEach(id => { changes["cell-" + id] = one.cells[id]; });
          const {status} = await posted("save", [], false, changes);
          if (status !== 200 && status !== 409) adopted = adopted.filter(name => name !== one.key);
        }
      }
      if (!dirty()) {
        form.elements.base.value = unsent[0].base;
        unsure = unsent[0].unsure || [];
        write(unsent[0].cells);
        page.status(words.kept);
        typed();
      } else {
        adopted = adopted.filter(name => name !== unsent[0].key);
      }
    }

    async function begin() {
      // A student may have typed while this file was on its way.
      if (boxes().some(box => box.value !== box.defaultValue)) typed();
      try { store = await openStore(); } catch (error) { store = copies; }
      if (store === copies) {
        try { await copies.put({key}); await copies.remove(key); } catch (error) { kept = false; }
      }
      await restore();
    }

    if (window.BroadcastChannel) {
      channel = new BroadcastChannel("kisima-drafts");
      channel.onmessage = ({data}) => {
        if (data.prefix !== prefix || dirty()) return;
        write(data.cells);
        form.elements.base.value = data.revision;
        page.status(words.elsewhere);
      };
    }
    form.addEventListener("input", event => { if (event.target.name.startsWith("cell-")) typed(); });
    const lookAgain = () => { if (signedOut) renew().then(back => { if (back) save(); }); };
    document.addEventListener("visibilitychange", () => { if (document.hidden) hidden(); else lookAgain(); });
    window.addEventListener("pagehide", hidden);
    window.addEventListener("online", () => { if (wait) sendSoon(0); });
    window.addEventListener("focus", lookAgain);
    window.addEventListener("beforeunload", event => {
      if (dirty() && !kept) { event.preventDefault(); event.returnValue = ""; }
    });
    const conflicting = () => Boolean(other);
    return {ready: begin(), send, posted, ask, choose, read, write, conflicting, newKey: randomHex};
  };
})();
