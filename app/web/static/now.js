// Brings the page of the class now up to date: see now_state.py for what the values mean.
(() => {
  const d = document;
  const page = d.getElementById("now");
  const fresh = d.getElementById("fresh");
  const usual = fresh.textContent;
  const people = d.querySelectorAll("#s .names > li");
  const names = [];
  people.forEach((li) => (names[li.id.slice(1)] = li.querySelector("bdi")));
  const pause = page.dataset.pause * 1000;
  let since = page.dataset.since;
  let timer;

  const group = (place) => d.querySelector(`#s [data-place="${place}"]`);
  const order = (list, li, number) => {
    const after = [...list.children].find((one) => one != li && number(one) > number(li));
    list.insertBefore(li, after || null);
  };

  const move = (id, value) => {
    const [place, ...time] = value.split(" ");
    const li = d.getElementById(id);
    li.querySelector("small").textContent = time.join(" ");
    const list = group(place).querySelector(".names");
    if (li.parentNode == list) return;
    order(list, li, (one) => +one.id.slice(1));
  };

  const count = () => d.querySelectorAll("#s [data-place]").forEach((one) => {
    const there = one.querySelectorAll(".names > li").length;
    one.hidden = !there;
    one.querySelector(".count").textContent = there;
  });

  const list = (box, place, value) => {
    const places = box.querySelector(".places");
    let row = places.querySelector(`[data-place="${place}"]`);
    if (!value) return row && row.remove();
    if (!row) {
      row = d.createElement("li");
      row.dataset.place = place;
      row.append(group(place).querySelector("h3").cloneNode(true), d.createElement("ul"));
      row.lastChild.className = "names";
      order(places, row, (one) => +one.dataset.place);
    }
    row.lastElementChild.replaceChildren(...value.split(",").map((one) => {
      const [number, times] = one.split(" ");
      const li = d.createElement("li");
      li.append(names[number].cloneNode(true));
      if (times) li.appendChild(d.createElement("small")).textContent = times + "×";
      return li;
    }));
  };

  const rank = (box, id, value) => {
    let row = d.getElementById(id);
    if (!row) {
      row = d.createElement("li");
      row.id = id;
      order(box.querySelector(".ranks"), row, (one) => +one.id.slice(1));
    }
    row.innerHTML = value; // made by the server from plain text
  };

  const show = (values) => {
    for (const [id, value] of Object.entries(values)) {
      const letter = id[0];
      const box = d.getElementById(letter);
      if (letter == "s") move(id, value);
      else if (letter == "t" || letter == "o") rank(box, id, value);
      else list(box, id.slice(1), value);
    }
    count();
    for (const id of "fwto") {
      const box = d.getElementById(id);
      const rows = box.querySelectorAll(".places > li, .ranks > li:not(:empty)");
      box.querySelector(".none").hidden = rows.length > 0;
    }
  };

  const say = (away) => {
    const words = away ? fresh.dataset.away : usual;
    if (fresh.textContent != words) fresh.textContent = words;
    fresh.classList.toggle("away", away);
  };

  const ask = async () => {
    clearTimeout(timer);
    let next = pause;
    try {
      const url = `${page.dataset.changes}?since=${since}`;
      const answer = await fetch(url, { cache: "no-store", headers: { "X-Fragment": "1" } });
      if ([205, 401, 403, 404].includes(answer.status)) return location.reload();
      if (!answer.ok) throw new Error(answer.status);
      if (answer.status == 200) {
        const told = await answer.json();
        show(told.d);
        since = since.split(".")[0] + "." + told.n;
        if (told.more) next = 500;
      }
      say(false);
    } catch (error) {
      say(true);
    }
    if (!d.hidden) timer = setTimeout(ask, next);
  };

  // Nobody looks at a page in the background; when it is looked at again, it asks at once.
  d.addEventListener("visibilitychange", () => (d.hidden ? clearTimeout(timer) : ask()));
  timer = setTimeout(ask, pause);
})();
