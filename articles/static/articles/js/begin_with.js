/* Puts what a template has into the form as it stands: nothing that was typed is lost, whatever is saved by then. */

(() => {
  const part = (name) => document.querySelector(`[data-contentpath="${name}"]`);

  function begin(card) {
    const { kicker, body } = JSON.parse(card.dataset.beginWith);
    const field = part("kicker").querySelector("input");
    // One that the writer typed stays.
    if (field.value === field.defaultValue) field.value = field.defaultValue = kicker;
    part("body").querySelector("#body-root").rootBlock.setState(body);
    for (const one of card.closest(".begin-with").querySelectorAll("[aria-pressed]")) {
      one.setAttribute("aria-pressed", String(one === card));
    }
  }

  // Once somebody works on the blocks, another template would take their work away.
  function offerNoMore({ target, isTrusted }) {
    if (isTrusted && target.closest?.('[data-contentpath="body"]')) document.querySelector(".begin-with")?.remove();
  }

  document.addEventListener("click", ({ target }) => {
    const card = target.closest("[data-begin-with]");
    if (card) begin(card);
  });
  for (const kind of ["click", "input", "change"]) document.addEventListener(kind, offerNoMore);
})();
