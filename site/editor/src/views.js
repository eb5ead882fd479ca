// The answer in several views: tabs over what the server has drawn, and the raw text.
import { say } from "./words.js";

const NAMES = { "view-table": "table", "view-chart": "chart", "view-map": "map", "view-raw": "raw" };

export function showTabs(results, first) {
  const section = results.querySelector("section");
  if (!section) return;
  const actions = section.querySelector(".actions");
  const raw = document.createElement("div");
  raw.id = "view-raw";
  section.append(raw);
  const panels = Object.keys(NAMES).map(id => section.querySelector(`#${id}`)).filter(Boolean);
  const list = document.createElement("div");
  list.className = "tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", say("views"));
  const tabs = panels.map(panel => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `tab-${panel.id}`;
    tab.textContent = say(NAMES[panel.id]);
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.tabIndex = -1;
    return tab;
  });
  const select = (index, focus) => {
    tabs.forEach((tab, other) => {
      tab.setAttribute("aria-selected", other === index);
      tab.tabIndex = other === index ? 0 : -1;
      panels[other].hidden = other !== index;
    });
    if (focus) tabs[index].focus();
    if (panels[index].id === "view-raw") fillRaw(raw, section);
  };
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => select(index));
    tab.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const to = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : step && (index + step + tabs.length) % tabs.length;
      if (to !== undefined) { event.preventDefault(); select(to, true); }
    });
  });
  list.append(...tabs);
  actions.after(list);
  select(Math.max(panels.findIndex(panel => panel.id === first), 0));
}

async function fillRaw(panel, section) {
  if (panel.dataset.filled) return;
  panel.dataset.filled = "yes";
  const link = section.querySelector('[data-ending="json"]') ?? section.querySelector('[data-ending="ttl"]');
  const text = document.createElement("pre");
  text.tabIndex = 0;
  text.textContent = say("loading");
  panel.replaceChildren(text);
  try {
    const body = await (await fetch(link.href)).text();
    const whole = link.dataset.ending === "json" ? JSON.stringify(JSON.parse(body), null, 1) : body;
    text.textContent = whole.length > 200_000 ? `${whole.slice(0, 200_000)}\n… ${say("cut")}` : whole;
  } catch {
    text.textContent = say("lost");
  }
}
