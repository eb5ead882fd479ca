// Answers the search page in the browser, from search/index.json, in the same order as the server
// does (edihkg/finding.py). Asks nothing of any server but for that one file; without this script
// the form is answered by the server.

const FACETS = ["country", "region", "pillar", "technology", "sector", "service", "status", "facility"];
const TOPICS = ["pillar", "technology", "sector", "service", "status"];
const WEIGHTS = [["name", 12], ["place", 8], ["topic", 5], ["facility", 5], ["partner", 3], ["text", 1]];
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", þ: "th" };
const STEM = 5;
const SHOWN = 30;

const form = document.getElementById("search");
const results = document.getElementById("results");
const words = JSON.parse(form.dataset.words);
const start = [...results.childNodes];
let index;
let position = null;
let shown = SHOWN;

const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/'/g, "")
  .replace(/[ßæœøđðłıþ]/g, (letter) => LETTERS[letter]).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
const say = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function describe(hub) {
  const named = (facet) => (hub[facet] || []).map((number) => index.facets[facet][number].slice(1).join(" "));
  const join = (...texts) => ` ${texts.flat().filter(Boolean).map(fold).join(" ")} `;
  return {
    name: join(hub.n, hub.a || [], hub.z || ""),
    place: join(hub.t || "", hub.z || "", named("country"), named("region")),
    topic: join(TOPICS.flatMap(named)),
    facility: join((hub.f || []).map((each) => each[0]), named("facility")),
    partner: join((hub.o || []).map((number) => index.organisations[number])),
    text: join(hub.d || ""),
  };
}

function score(wanted, fields) {
  let total = 0;
  for (const word of wanted) {
    let best = 0;
    for (const [name, weight] of WEIGHTS) {
      const text = fields[name];
      if (text.includes(` ${word}`) || (word.length >= STEM && text.includes(word))) {
        best = Math.max(best, weight + (text.includes(` ${word} `) ? 1 : 0));
      }
    }
    if (!best) return null;
    total += best;
  }
  return total;
}

function distance([a, b], [c, d]) {
  const radians = Math.PI / 180;
  const half = Math.sin((c - a) * radians / 2) ** 2
    + Math.cos(a * radians) * Math.cos(c * radians) * Math.sin((d - b) * radians / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(half));
}

function findTown(name) {
  const wanted = fold(name);
  if (!wanted) return null;
  const known = index.hubs.filter((hub) => hub.x && hub.t);
  const hub = known.find((each) => fold(each.t) === wanted) || known.find((each) => fold(each.t).startsWith(wanted));
  return hub ? { name: hub.t, at: hub.x } : null;
}

function read() {
  const entered = new FormData(form);
  const chosen = FACETS.map((facet) => [facet, entered.get(facet)]).filter(([, code]) => code);
  return { words: entered.get("q").trim(), near: entered.get("near").trim(), chosen };
}

function find(wanted, town) {
  const folded = fold(wanted.words).split(" ").filter(Boolean);
  const numbers = wanted.chosen.map(([facet, code]) => [facet, index.facets[facet].findIndex((each) => each[0] === code)]);
  const found = [];
  for (const hub of index.hubs) {
    if (!numbers.every(([facet, number]) => (hub[facet] || []).includes(number))) continue;
    const points = score(folded, (hub.fields ??= describe(hub)));
    if (points !== null) found.push({ hub, points, km: town && hub.x ? distance(hub.x, town.at) : null });
  }
  const far = (each) => (each.km === null ? Infinity : each.km);
  return found.sort(town ? (a, b) => (far(a) === far(b) ? 0 : far(a) - far(b)) : (a, b) => b.points - a.points);
}

function showHub({ hub, km }, town) {
  const link = make("a", { href: `${form.dataset.root}${hub.p}.html` }, hub.n);
  const name = (facet) => (hub[facet] || []).map((number) => index.facets[facet][number][1]).join(", ");
  const where = [hub.t, name("region"), name("country")].filter((text, i, all) => text && all.indexOf(text) === i).join(", ");
  const line = make("p", {}, where);
  const code = hub.status ? index.facets.status[hub.status[0]][0] : "";
  if (code) {
    const text = ["EDIH", "DIH"].includes(code) ? code : name("status");
    line.append(" ", make("span", { class: `status status-${code.toLowerCase()}` }, text));
  }
  if (km !== null) line.append(" ", make("span", { class: "quiet" }, say(words.away, { km: Math.round(km), town: town.name })));
  const item = make("li", {}, make("h3", {}, link), line);
  if (hub.d) item.append(make("p", { class: "quiet" }, hub.d));
  return item;
}

function showChosen(wanted) {
  const list = make("ul", { class: "chosen" });
  const add = (label, away) => {
    const button = make("button", { type: "button", "aria-label": say(words.remove, { what: label }) }, `${label} ×`);
    button.addEventListener("click", () => { away(); answer(); form.elements.q.focus(); });
    list.append(make("li", {}, button));
  };
  for (const [facet, code] of wanted.chosen) {
    const known = index.facets[facet].find((each) => each[0] === code);
    add(known ? known[1] : code, () => { form.elements[facet].value = ""; });
  }
  if (wanted.near || position) {
    add(say(words.near, { town: wanted.near || words.here }), () => { form.elements.near.value = ""; position = null; });
  }
  return list;
}

function address(wanted) {
  const query = new URLSearchParams();
  if (wanted.words) query.set("q", wanted.words);
  for (const [facet, code] of wanted.chosen) query.set(facet, code);
  if (wanted.near) query.set("near", wanted.near);
  const text = query.toString();
  return text ? `?${text}` : location.pathname;
}

function show(wanted) {
  if (!wanted.words && !wanted.near && !wanted.chosen.length && !position) {
    results.replaceChildren(...start);
    return;
  }
  const town = wanted.near ? findTown(wanted.near) : position && { name: words.here, at: position };
  const found = find(wanted, town);
  const count = found.length === 1 ? words.one : found.length ? say(words.many, { count: found.length }) : words.none;
  const parts = [make("p", { role: "status" }, make("strong", {}, count)), showChosen(wanted)];
  if (wanted.near && !town) parts.push(make("p", { class: "callout attention" }, say(words.unknown, { town: wanted.near })));
  const list = make("ol", { class: "results" }, ...found.slice(0, shown).map((each) => showHub(each, town)));
  if (found.length) parts.push(list);
  if (found.length > shown) {
    const more = make("button", { type: "button", class: "plain" }, words.more);
    more.addEventListener("click", () => {
      const from = shown;
      shown += 100;
      show(wanted);
      results.querySelectorAll(".results a")[from]?.focus();
    });
    parts.push(more);
  }
  results.replaceChildren(...parts);
}

function answer() {
  shown = SHOWN;
  const wanted = read();
  history.replaceState(null, "", address(wanted));
  show(wanted);
}

function restore() {
  const query = new URLSearchParams(location.search);
  for (const name of ["q", "near", ...FACETS]) if (form.elements[name]) form.elements[name].value = query.get(name) || "";
}

function offerPosition() {
  if (!navigator.geolocation || !isSecureContext) return;
  const hint = document.getElementById("here");
  const button = make("button", { type: "button", class: "plain" }, hint.dataset.label);
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
    (found) => { position = [found.coords.latitude, found.coords.longitude]; form.elements.near.value = ""; answer(); },
    () => { hint.append(" ", words.refused); },
  ));
  hint.append(button);
}

// What is typed before the index is here stays, and counts when it is.
async function begin() {
  restore();
  const response = await fetch(form.dataset.index);
  if (!response.ok) return;
  index = await response.json();
  answer();
  offerPosition();
  form.addEventListener("submit", (event) => { event.preventDefault(); answer(); });
  form.addEventListener("input", answer);
  window.addEventListener("popstate", () => { restore(); show(read()); });
}

begin();
