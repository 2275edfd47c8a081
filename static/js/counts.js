// How much this browser keeps, beside the links in the header. What is kept is looked after by saved.js and
// shopping-list.js, on the pages where there is something to keep.

const KINDS = [
  { key: "saved-stories", selector: "[data-saved-count]", isEntry: (one) => /^\/[^/\\]/.test(one.path) },
  { key: "shopping-list", selector: ".masthead-list", isEntry: (one) => Number.isInteger(one.id) },
];

for (const { key, selector, isEntry } of KINDS) {
  const link = document.querySelector(selector); // a page by secret link has none
  if (!link) continue;
  const show = (number) => {
    link.hidden = !number;
    link.querySelector("b").textContent = number;
  };
  const count = () => {
    try {
      show(JSON.parse(localStorage.getItem(key)).filter(isEntry).length);
    } catch {
      show(0); // nothing yet, storage that is blocked, or what somebody else wrote there
    }
  };
  addEventListener("kept", ({ detail }) => detail.key === key && show(detail.number));
  addEventListener("storage", (event) => (event.key === key || event.key === null) && count());
  addEventListener("pageshow", count);
  count();
}
