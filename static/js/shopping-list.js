// The reader's shopping list: kept in this browser, and never sent. Without this, cards are plain links.

const KEY = "shopping-list";
const buttons = [...document.querySelectorAll(".product-keep")];
const listeners = [];
let memory = null; // the list for as long as the page, where nothing can be stored

// Whatever stands in the storage: somebody else's, half of it, of another release.
const isEntry = (entry) =>
  Number.isInteger(entry?.id) &&
  [entry.brand, entry.name, entry.on].every((text) => typeof text === "string") &&
  Array.isArray(entry.offers) &&
  entry.offers.every((offer) => typeof offer?.retailer === "string");

export const store = {
  read() {
    if (memory) return memory;
    try {
      return JSON.parse(localStorage.getItem(KEY)).filter(isEntry);
    } catch {
      return [];
    }
  },
  /** Returns whether the list will be there tomorrow. */
  write(list) {
    try {
      localStorage.setItem(KEY, JSON.stringify(list));
      memory = null;
    } catch {
      memory = list;
    }
    show();
    return !memory;
  },
  /** Note which products are recalled: {id, reason, authority, address} each. */
  flag(recalls, isComplete) {
    const byId = new Map(recalls.map((recall) => [recall.id, recall]));
    const list = this.read();
    const known = (entry) => byId.get(entry.id) ?? (isComplete ? undefined : entry.recalled);
    const flagged = list.map((entry) => ({ ...entry, recalled: known(entry) }));
    if (JSON.stringify(flagged) !== JSON.stringify(list)) this.write(flagged);
  },
  listen(listener) {
    listeners.push(listener);
  },
};

function show() {
  const list = store.read();
  dispatchEvent(new CustomEvent("kept", { detail: { key: KEY, number: list.length } })); // for counts.js
  const ids = new Set(list.map((entry) => entry.id));
  for (const button of buttons) {
    button.hidden = false;
    button.setAttribute("aria-pressed", ids.has(JSON.parse(button.dataset.entry).id));
  }
  for (const listener of listeners) listener(list);
}

function toggle(button) {
  const entry = JSON.parse(button.dataset.entry);
  const list = store.read();
  const rest = list.filter(({ id }) => id !== entry.id);
  const story = { title: document.querySelector("h1").textContent, path: location.pathname };
  const now = rest.length < list.length ? rest : [...rest, { ...entry, story, on: new Date().toISOString() }];
  const says = button.parentElement.querySelector(".product-says");
  says.textContent = store.write(now) ? "" : says.dataset.unsaved;
}

for (const button of buttons) button.addEventListener("click", () => toggle(button));
addEventListener("storage", ({ key }) => (key === KEY || key === null) && show());
addEventListener("pageshow", show);
store.flag([...document.querySelectorAll("[data-recalled]")].map((card) => JSON.parse(card.dataset.recalled)));
show();

const page = document.querySelector("[data-list]");
if (page) import(page.dataset.list).then(({ open }) => open(page, store));
