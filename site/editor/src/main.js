// The query page with scripts: an editor, completion, answers without leaving the page.
import { declare, makeCompletion, missingPrefixes } from "./completion.js";
import { replace } from "./editor.js";
import { SNIPPETS } from "./snippets.js";
import { showTabs } from "./views.js";
import { LANGUAGE, say } from "./words.js";

const LONGEST_ADDRESS = 7000;
const form = document.querySelector("#ask");
const area = document.querySelector("#query");
const results = document.querySelector("#results");
const here = new URL(form.getAttribute("action"), location.href).href;
const endpoint = new URL(form.dataset.endpoint, location.href).href;
const button = form.querySelector("button[type=submit]");

const terms = once(async () => {
  const response = await fetch(form.dataset.terms);
  return response.ok ? response.json() : { prefixes: {}, classes: [], properties: [], codes: [] };
});
const editor = replace(area, { complete: makeCompletion(terms), run: () => form.requestSubmit() });
const status = add(form, "p", { id: "status", role: "status", className: "quiet" });
add(form, "p", { id: "editor-help", className: "quiet", textContent: say("help") });
addTools();
addExamples();
if (results.querySelector("section")) showTabs(results, "view-table");
markMistake(document);

let asking = null;
form.addEventListener("submit", async event => {
  if (event.submitter?.dataset.stop) { event.preventDefault(); return; }
  if (form.elements.format.value !== "html") { await fillPrefixes(); return; }
  event.preventDefault();
  await ask();
});
window.addEventListener("popstate", () => location.reload());

async function ask() {
  asking?.abort();
  const own = asking = new AbortController();
  await fillPrefixes();
  const query = editor.text();
  const fields = new URLSearchParams({ query });
  const address = `${here}?${fields}`;
  const short = address.length < LONGEST_ADDRESS;
  const begun = performance.now();
  tell(say("asking"));
  button.textContent = say("again");
  results.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(short ? address : here, {
      signal: own.signal, headers: { Accept: "text/html" }, ...(short ? {} : { method: "POST", body: fields }),
    });
    const type = response.headers.get("content-type") ?? "";
    const text = await response.text();
    if (short) history.pushState(null, "", address);
    if (type.includes("html")) showPage(new DOMParser().parseFromString(text, "text/html"), begun);
    else showProblem(JSON.parse(text));
  } catch (error) {
    if (error.name !== "AbortError") showProblem({ title: say("silent"), detail: say("unreachable") });
  } finally {
    if (asking === own) {
      results.removeAttribute("aria-busy");
      button.textContent = say("ask");
    }
  }
}

function showPage(page, begun) {
  const kept = results.querySelector('[role="tab"][aria-selected="true"]')?.getAttribute("aria-controls");
  document.querySelector("#problem")?.remove();
  const problem = page.querySelector("#problem");
  const languages = page.querySelector("nav.languages");
  if (languages) document.querySelector("nav.languages")?.replaceWith(languages);
  results.replaceChildren(...(page.querySelector("#results")?.childNodes ?? []));
  editor.unmark();
  if (problem) {
    form.before(problem);
    markMistake(document);
    tell("");
    return;
  }
  showTabs(results, kept ?? "view-table");
  const count = results.querySelector(".tally")?.textContent.trim();
  const seconds = ((performance.now() - begun) / 1000).toLocaleString(LANGUAGE, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  tell(say("answered", { rows: count || say("done"), seconds }));
}

function showProblem({ title, detail }) {
  document.querySelector("#problem")?.remove();
  const box = document.createElement("div");
  box.id = "problem";
  box.className = "callout attention";
  box.setAttribute("role", "alert");
  const text = add(box, "p", {});
  add(text, "strong", { textContent: `${title}. ` });
  text.append(detail ?? "");
  form.before(box);
  results.replaceChildren();
  tell("");
  markMistake(document);
}

function markMistake(page) {
  const place = page.querySelector("#problem")?.textContent.match(/line (\d+), column (\d+)/);
  if (place) editor.mark(Number(place[1]), Number(place[2]));
}

async function fillPrefixes() {
  const { prefixes } = await terms();
  const missing = missingPrefixes(editor.text(), prefixes);
  if (missing.length) {
    const { at, lines } = declare(missing, prefixes, editor.text());
    editor.insert(at, lines);
  }
}

function addTools() {
  const box = add(form, "details", { className: "tools" });
  add(box, "summary", { textContent: say("share") });
  const row = add(box, "p", { className: "actions" });
  const shown = add(box, "pre", { tabIndex: 0, hidden: true });
  const offer = (name, make) => add(row, "button", { type: "button", className: "plain", textContent: name }).addEventListener("click", async () => {
    await fillPrefixes();
    const text = make(editor.text());
    shown.textContent = text;
    shown.hidden = false;
    tell(say(await copied(text) ? "copied" : "shown", { what: name }));
  });
  offer(say("link"), query => `${here}?${new URLSearchParams({ query })}`);
  for (const [name, make] of Object.entries(SNIPPETS)) offer(name, query => make(endpoint, query));
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// Each published question gets the form of its own page; what it gives becomes the query.
function addExamples() {
  for (const example of document.querySelectorAll("details.example")) {
    example.addEventListener("toggle", () => example.open && fillExample(example), { once: true });
  }
}

async function fillExample(example) {
  const name = example.id;
  const place = document.createElement("form");
  place.className = "ask";
  example.querySelector("p:last-of-type").after(place);
  const page = await fetch(`${form.dataset.questions}${name}${form.dataset.ending}`).then(response => response.text())
    .then(text => new DOMParser().parseFromString(text, "text/html")).catch(() => null);
  const fields = page?.querySelector("form.ask .fields");
  if (fields) {
    for (const each of fields.querySelectorAll("[id]")) each.id = `${name}-${each.id}`;
    for (const each of fields.querySelectorAll("[aria-describedby]")) each.setAttribute("aria-describedby", `${name}-${each.getAttribute("aria-describedby")}`);
    for (const each of fields.querySelectorAll("label")) each.htmlFor = `${name}-${each.htmlFor}`;
    place.append(fields);
  }
  const row = add(place, "p", { className: "actions" });
  add(row, "button", { type: "submit", textContent: say("put") });
  const told = add(row, "span", { role: "status", className: "quiet" });
  place.addEventListener("submit", async event => {
    event.preventDefault();
    const values = [...new FormData(place)].filter(([, value]) => String(value).trim());
    const response = await fetch(`${form.dataset.questions}${name}.rq?${new URLSearchParams(values)}`);
    if (!response.ok) { told.textContent = (await response.json()).detail; return; }
    told.textContent = "";
    editor.write(await response.text());
    form.scrollIntoView();
    editor.view.focus();
    tell(say("ready"));
  });
}

function tell(text) { status.textContent = text; }

function add(parent, tag, properties) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "role") element.setAttribute("role", value);
    else element[name] = value;
  }
  parent.append(element);
  return element;
}

function once(make) {
  let made = null;
  return () => made ??= make();
}
