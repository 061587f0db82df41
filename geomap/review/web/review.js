// The page of a review: an article, a map, and a decision by one key. Every text is a text node.
const SVG = "http://www.w3.org/2000/svg";
const SHOWN = ["place", "change", "from_actor", "to_actor", "date", "date_type", "status",
  "claimed_by", "share", "extent", "new_date", "announced"];
const NUMBERS = ["share", "lon", "lat"];
const token = location.hash.slice(1);
const at = (id) => document.getElementById(id);
const AHEAD = 20;
const state = { queue: [], left: 0, settled: 0, skipped: [], current: null, choices: {}, busy: false, mode: null };

// Reloading needs the token again; the address bar and its history need not show it.
sessionStorage.setItem("token", token || sessionStorage.getItem("token") || "");
history.replaceState(null, "", location.pathname);

async function ask(path, body) {
  const told = { headers: { "X-Geomap-Token": sessionStorage.getItem("token") } };
  if (body !== undefined) {
    told.method = "POST";
    told.headers["Content-Type"] = "application/json";
    told.body = JSON.stringify(body);
  }
  const answer = await fetch(path, told);
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error);
  return found;
}

function make(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text !== undefined && text !== null) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function drawn(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// The claims that are skipped stay at the head of the queue: ask for some beyond them.
async function next() {
  const found = await ask(`queue?first=${state.skipped.length + AHEAD}`);
  state.queue = found.claims;
  state.left = found.left;
  state.settled = found.settled;
  state.choices = found.choices;
  state.skipped = state.skipped.filter((id) => state.queue.includes(id));
  await show(state.queue.find((id) => !state.skipped.includes(id)));
}

async function show(id) {
  const found = id === undefined ? null : await ask(`claim?id=${encodeURIComponent(id)}`);
  state.current = found;
  close();
  at("main").hidden = found === null;
  at("empty").hidden = found !== null;
  if (found !== null) {
    article(found);
    map(found.view);
    facts(found);
  }
  const skips = state.skipped.length ? `, ${state.skipped.length} skipped` : "";
  at("progress").textContent =
    `${state.settled} decided, ${state.left - state.skipped.length} to look at${skips}`;
}

function article({ article, parts }) {
  at("title").textContent = article.title || article.name;
  at("byline").textContent =
    [article.source, article.published, article.title ? article.name : null].filter(Boolean).join(" · ");
  at("text").replaceChildren(...parts.map(({ text, role }) => {
    if (!role) return document.createTextNode(text);
    return make("mark", text, { class: role });
  }));
  at("text").querySelector("mark")?.scrollIntoView({ block: "center" });
}

function facts({ claim, doubts, certainty }) {
  const rows = SHOWN.filter((name) => claim[name] !== null && claim[name] !== undefined);
  at("claim").replaceChildren(...rows.flatMap((name) => [
    make("dt", name.replaceAll("_", " ")),
    make("dd", claim[name], { dir: "auto" }),
  ]), make("dt", "certainty"), make("dd", certainty));
  at("doubts").replaceChildren(...doubts.map((each) => make("li", each, { dir: "auto" })));
}

function map({ box, districts, places }) {
  const width = 400, height = 300;
  at("map").setAttribute("viewBox", `0 0 ${width} ${height}`);
  at("map").replaceChildren();
  at("places").replaceChildren(...places.map((place, number) => row(place, number)));
  if (box === null) return;
  const [west, south, east, north] = box;
  const squeeze = Math.max(Math.cos(((south + north) / 2) * Math.PI / 180), 0.05);
  const scale = Math.min(width / ((east - west) * squeeze), height / (north - south));
  const x = (lon) => width / 2 + (lon - (west + east) / 2) * squeeze * scale;
  const y = (lat) => height / 2 - (lat - (south + north) / 2) * scale;
  for (const { name, role, rings } of districts) {
    const line = rings.map((ring) => {
      const points = [];
      for (let i = 0; i < ring.length; i += 2) {
        points.push(`${x(ring[i]).toFixed(1)} ${y(ring[i + 1]).toFixed(1)}`);
      }
      return `M${points.join("L")}Z`;
    }).join("");
    const path = drawn("path", { d: line, class: role, "fill-rule": "evenodd" });
    path.append(drawn("title", {}, name));
    at("map").append(path);
  }
  places.forEach((place, number) => {
    const [cx, cy] = [x(place.lon), y(place.lat)];
    if (cx < 0 || cx > width || cy < 0 || cy > height) return;
    at("map").append(
      drawn("circle", { cx, cy, r: place.chosen ? 6 : 4, class: place.chosen ? "chosen" : "" }),
      drawn("text", { x: cx + 8, y: cy + 4 }, place.chosen ? place.name : `${number + 1}`),
    );
  });
}

function row(place, number) {
  const line = make("li", null, { class: place.chosen ? "chosen" : "" });
  const button = make("button", null, { type: "button", "data-place": number });
  button.append(make("kbd", number + 1), ` ${place.name} (${place.level}, ${place.where})`);
  line.append(button);
  return line;
}

function open(mode) {
  state.mode = mode;
  at("form").hidden = false;
  at("side").className = `${mode}ing`;
  const names = mode === "correct" ? [...SHOWN, "place_id", "lon", "lat"] : [];
  at("fields").replaceChildren(...names.map(field));
  at("why").value = "";
  (at("fields").querySelector("input, select") || at("why")).focus();
}

function field(name) {
  const label = make("label", name.replaceAll("_", " "));
  const value = NUMBERS.slice(1).concat("place_id").includes(name) ? null : state.current.claim[name];
  let input;
  if (state.choices[name]) {
    input = make("select", null, { name });
    const choices = state.choices[name].includes(value) ? [] : [""];
    input.append(...[...choices, ...state.choices[name]].map((each) => make("option", each, { value: each })));
  } else {
    input = make("input", null, { name, autocomplete: "off", dir: "auto" });
  }
  input.value = value ?? "";
  input.dataset.before = input.value;
  label.append(input);
  return label;
}

function close() {
  state.mode = null;
  at("form").hidden = true;
  at("side").className = "";
  at("fields").replaceChildren();
}

function changes() {
  const fields = {};
  for (const input of at("fields").querySelectorAll("input, select")) {
    const value = input.value.trim();
    if (input.value === input.dataset.before) continue;
    if (value === "") fields[input.name] = null;
    else fields[input.name] = NUMBERS.includes(input.name) && !isNaN(value) ? Number(value) : value;
  }
  return fields;
}

async function decide(action, fields = {}, why = "") {
  if (!state.current) return;
  await ask("decisions", { claim: state.current.claim.id, action, fields, why });
  await next();
}

const KEYS = {
  a: () => decide("accept"),
  c: () => open("correct"),
  r: () => open("reject"),
  s: async () => {
    state.skipped.push(state.current.claim.id);
    await next();
  },
  b: async () => {
    const last = state.skipped.pop();
    if (last) await show(last);
  },
};

function choose(number) {
  const place = state.current.view.places[number];
  if (place && !place.chosen) return decide("change", { place_id: place.id });
  if (place) return decide("accept");
}

// One thing at a time: a key that is held down decides once.
async function act(deed) {
  if (state.busy) return;
  state.busy = true;
  at("message").textContent = "";
  try {
    await deed();
  } catch (error) {
    at("message").textContent = error.message;
  } finally {
    state.busy = false;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.mode) {
    close();
    at("text").focus();
    return;
  }
  const inside = event.target.closest("input, select");
  if (inside || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.toLowerCase();
  const deed = KEYS[key];
  const isBack = key === "b";
  if (deed && (state.current || isBack)) {
    event.preventDefault();
    act(deed);
  } else if (/^[1-9]$/.test(key) && state.current) {
    act(() => choose(Number(key) - 1));
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.key && (state.current || button.dataset.key === "b")) act(KEYS[button.dataset.key]);
  if (button.dataset.place && state.current) act(() => choose(Number(button.dataset.place)));
  if (button.id === "cancel") close();
});

at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const why = at("why").value.trim();
  const mode = state.mode;
  act(() => decide(mode === "reject" ? "delete" : "change", mode === "reject" ? {} : changes(), why));
});

act(next);
