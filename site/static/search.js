// Answers the search page in the browser, from search/index.json, in the same order as the server
// does (edihkg/finding.py). Asks nothing of any server but for that one file, when it is first needed;
// without this script the form is answered by the server.

const FACETS = ["country", "region", "pillar", "technology", "sector", "service", "status", "facility"];
const TOPICS = ["pillar", "technology", "sector", "service", "status"];
const WEIGHTS = [["name", 12], ["place", 8], ["topic", 5], ["facility", 5], ["partner", 3], ["text", 1]];
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", þ: "th" };
const STEM = 5;
const SHOWN = 30;
const NAMES_IN = "en";

const form = document.getElementById("search");
const results = document.getElementById("results");
const words = JSON.parse(form.dataset.words);
const start = [...results.childNodes];
const answered = results.querySelector("[role=status]") !== null; // by the server, before scripts ran
const RELATIONS = ["seated", "serves", "wider", "country"];
let index;
let loading;
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

// A town in which a hub has its seat, or a region by name or code.
function findSpot(name) {
  const wanted = fold(name);
  if (!wanted) return null;
  const towns = index.hubs.filter((hub) => hub.x && hub.t).map((hub) => [fold(hub.t), { name: hub.t, at: hub.x }]);
  const regions = index.regions.flatMap(([code, called, latin, lang]) => {
    const spot = { name: called, region: code, lang };
    const listed = latin && latin !== called ? `${called}, ${latin} (${code})` : `${called} (${code})`;
    return [listed, called, latin, code].map((text) => [fold(text), spot]);
  });
  const known = [...towns, ...regions];
  const found = known.find(([text]) => text === wanted) || known.find(([text]) => text.startsWith(wanted));
  return found ? found[1] : null;
}

function relation(hub, region) {
  const seat = hub.region ? index.facets.region[hub.region[0]][0] : "";
  const serves = (hub.s || []).some((code) => code.startsWith(region) || region.startsWith(code));
  const holds = [seat === region, serves, seat.slice(0, 3) === region.slice(0, 3), seat.slice(0, 2) === region.slice(0, 2)];
  const first = holds.indexOf(true);
  return first < 0 ? RELATIONS.length : first;
}

function read() {
  const entered = new FormData(form);
  const chosen = FACETS.map((facet) => [facet, entered.get(facet)]).filter(([, code]) => code);
  return { words: entered.get("q").trim(), near: entered.get("near").trim(), chosen };
}

function find(wanted, spot) {
  const folded = fold(wanted.words).split(" ").filter(Boolean);
  const numbers = wanted.chosen.map(([facet, code]) => [facet, index.facets[facet].findIndex((each) => each[0] === code)]);
  const found = [];
  for (const hub of index.hubs) {
    if (!numbers.every(([facet, number]) => (hub[facet] || []).includes(number))) continue;
    const points = score(folded, (hub.fields ??= describe(hub)));
    if (points === null) continue;
    const km = spot && spot.at && hub.x ? distance(hub.x, spot.at) : null;
    found.push({ hub, points, km, rank: spot && spot.region ? relation(hub, spot.region) : null });
  }
  const far = (each) => (each.km === null ? Infinity : each.km);
  if (spot && spot.region) return found.sort((a, b) => a.rank - b.rank || b.points - a.points);
  return found.sort(spot ? (a, b) => (far(a) === far(b) ? 0 : far(a) - far(b)) : (a, b) => b.points - a.points);
}

// A text in another language than the page's says so.
function said(text, lang) {
  return lang && lang !== document.documentElement.lang ? make("span", { lang }, text) : text;
}

function languageOf(facet, code) {
  return facet === "region" ? index.regions.find((each) => each[0] === code)?.[3] : NAMES_IN;
}

function nameOf(facet, hub) {
  const number = (hub[facet] || [])[0];
  if (number === undefined) return null;
  const [code, name] = index.facets[facet][number];
  return { code, name, lang: languageOf(facet, code) };
}

function place(hub) {
  const parts = [hub.t && { name: hub.t, lang: "" }, nameOf("region", hub), nameOf("country", hub)].filter(Boolean);
  const named = parts.filter((each, i) => parts.findIndex((other) => other.name === each.name) === i);
  return named.flatMap((each, i) => [i ? ", " : "", said(each.name, each.lang)]);
}

// Puts an element in the place of a word of a sentence.
function fill(sentence, word, element) {
  const [before, after] = sentence.split(`%(${word})s`);
  return [before, element, after ?? ""];
}

// Distances are between the middles of towns, so none is none, but to one's own position.
function away(km) {
  return Math.round(km) || position ? say(words.away, { km: Math.round(km), town: "%(town)s" }) : words.there;
}

// The facilities of the kind that is asked for, each with its page.
function showFacilities(hub, kind) {
  const fitting = (hub.f || []).filter(([, , of]) => kind && of >= 0 && index.facets.facility[of][0] === kind);
  return fitting.flatMap(([name, path], i) => [i ? ", " : "", path ? make("a", { href: `${form.dataset.root}${path}.html` }, name) : name]);
}

function showHub({ hub, km, rank }, spot, kind) {
  const lang = hub.l || {};
  const link = make("a", { href: `${form.dataset.root}${hub.p}.html` }, said(hub.n, lang.n));
  const line = make("p", {}, ...place(hub));
  const status = nameOf("status", hub);
  if (status) {
    const text = ["EDIH", "DIH"].includes(status.code) ? status.code : said(status.name, status.lang);
    line.append(" ", make("span", { class: `status status-${status.code.toLowerCase()}` }, text));
  }
  const near = rank === null ? km !== null && away(km) : words[RELATIONS[rank]];
  if (near) line.append(" ", make("span", { class: "quiet" }, ...fill(near, "town", said(spot.name, spot.lang))));
  const item = make("li", {}, make("h3", {}, link), line);
  if (hub.d) item.append(make("p", { class: "quiet" }, said(hub.d, lang.d || NAMES_IN)));
  const facilities = showFacilities(hub, kind);
  if (facilities.length) item.append(make("p", { class: "fitting" }, ...facilities));
  return item;
}

function showChosen(wanted) {
  const list = make("ul", { class: "chosen" });
  const add = (label, lang, leave) => {
    const button = make("button", { type: "button", "aria-label": say(words.remove, { what: label }) }, said(label, lang), " ×");
    button.addEventListener("click", () => { leave(); answer().catch(() => {}); form.elements.q.focus(); });
    list.append(make("li", {}, button));
  };
  for (const [facet, code] of wanted.chosen) {
    const known = index.facets[facet].find((each) => each[0] === code);
    add(known ? known[1] : code, known ? languageOf(facet, code) : "", () => { form.elements[facet].value = ""; });
  }
  if (wanted.near || position) {
    add(say(words.near, { town: wanted.near || words.here }), "", () => { form.elements.near.value = ""; position = null; });
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
    if (answered) location.assign(location.pathname);
    else results.replaceChildren(...start);
    return;
  }
  const spot = wanted.near ? findSpot(wanted.near) : position && { name: words.here, at: position };
  const found = find(wanted, spot);
  const count = found.length === 1 ? words.one : found.length ? say(words.many, { count: found.length }) : words.none;
  const parts = [make("p", { role: "status" }, make("strong", {}, count)), showChosen(wanted)];
  if (wanted.near && !spot) parts.push(make("p", { class: "callout attention" }, say(words.unknown, { town: wanted.near })));
  const list = make("ol", { class: "results" }, ...found.slice(0, shown).map((each) => showHub(each, spot, form.elements.facility?.value)));
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

// Fetches the index when it is first needed; without it the server answers.
function load() {
  loading ??= fetch(form.dataset.index).then(async (response) => {
    if (!response.ok) throw new Error(response.statusText);
    index = await response.json();
  });
  return loading;
}

// What is typed before the index is here stays, and counts when it is.
async function answer() {
  shown = SHOWN;
  const wanted = read();
  history.replaceState(null, "", address(wanted));
  await load();
  show(read());
}

// At the start, a field keeps what the server or a quick reader has put into it.
function restore(starts) {
  const query = new URLSearchParams(location.search);
  for (const name of ["q", "near", ...FACETS]) {
    const field = form.elements[name];
    if (field && !(starts && field.value)) field.value = query.get(name) || "";
  }
  const more = document.getElementById("more");
  more.open ||= [...more.querySelectorAll("select")].some((each) => each.value);
}

function offerPosition() {
  const button = document.getElementById("here");
  if (!navigator.geolocation || !isSecureContext) {
    button.classList.add("unseen");
    return;
  }
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
    (found) => { position = [found.coords.latitude, found.coords.longitude]; form.elements.near.value = ""; answer().catch(() => {}); },
    () => { button.replaceWith(make("span", { class: "hint", role: "status" }, words.refused)); },
  ));
}

function begin() {
  restore(true);
  offerPosition();
  form.addEventListener("focusin", () => load().catch(() => {}), { once: true });
  form.addEventListener("submit", (event) => { event.preventDefault(); answer().catch(() => form.submit()); });
  form.addEventListener("input", () => answer().catch(() => {}));
  window.addEventListener("popstate", () => { restore(false); answer().catch(() => {}); });
  if (location.search && !answered) answer().catch(() => {});
}

begin();
