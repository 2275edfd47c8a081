/* Leads from a finding to its place in the editor: opens what hides it, brings it into view, puts the cursor in it. */

const CLOSED = "[data-panel-toggle][aria-expanded='false']";
const FIELDS = "input:not([type='hidden']), textarea, select, [contenteditable='true'], button";

/** The element of a content path ("body.<block id>"), or of the nearest part of it that is still there. */
function placeOf(path) {
  const steps = path.split(".").map((step) => `[data-contentpath="${CSS.escape(step)}"]`);
  while (steps.length) {
    const found = document.querySelector(steps.join(" "));
    if (found) return found;
    steps.pop();
  }
  // Rows of an inline panel have no content path of their own.
  const [relation] = path.split(".");
  return document.getElementById(`id_${relation}-TOTAL_FORMS`)?.closest("[data-panel]");
}

function open(place) {
  for (let node = place; node; node = node.parentElement) {
    if (!node.id) continue;
    const id = CSS.escape(node.id);
    document.querySelector(`[role="tab"][aria-controls="${id}"][aria-selected="false"]`)?.click();
    document.querySelector(`${CLOSED}[aria-controls="${id}"]`)?.click();
  }
  if (place.matches("[data-streamfield-child], [data-panel]")) {
    const own = place.querySelector("[data-panel-toggle]");
    if (own?.matches(CLOSED)) own.click();
  }
}

/** On a phone the side panel covers the editor. */
function uncover() {
  const side = document.querySelector("[data-form-side]");
  if (side?.classList.contains("form-side--open") && side.offsetWidth > window.innerWidth * 0.8) {
    side.querySelector("[data-form-side-close-button]").click();
  }
}

function fieldIn(place) {
  const content = place.querySelector("[data-panel-toggle]")?.getAttribute("aria-controls");
  const within = (content && document.getElementById(content)) || place;
  return [...within.querySelectorAll(FIELDS)].find((field) => !field.disabled && field.checkVisibility());
}

function jump(hash) {
  const [, path] = decodeURIComponent(hash).match(/^#:w:contentpath=(.+)$/) ?? [];
  const place = path && placeOf(path);
  if (!place) return;
  uncover();
  open(place);
  let target = fieldIn(place);
  if (!target) {
    target = place;
    target.tabIndex = -1;
  }
  target.focus({ preventScroll: true });
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.scrollIntoView({ block: "center", behavior: still ? "instant" : "smooth" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='#:w:contentpath=']");
  const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || elsewhere || link.pathname !== window.location.pathname) return;
  event.preventDefault();
  jump(link.hash);
});

window.addEventListener("hashchange", () => jump(window.location.hash));
// Blocks are drawn by scripts, and Wagtail scrolls by itself, both when the page has loaded.
window.addEventListener("load", () => window.setTimeout(() => jump(window.location.hash), 200));
