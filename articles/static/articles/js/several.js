/* Adds what is picked in Wagtail's chooser to a list of ticked boxes (articles/widgets.py). */

(() => {
  function add(several, { id, string }) {
    const known = [...several.querySelectorAll("input")].find((input) => input.value === String(id));
    if (known) {
      known.checked = true;
      return;
    }
    const input = Object.assign(document.createElement("input"), {
      type: "checkbox",
      name: several.dataset.name,
      value: id,
      checked: true,
    });
    const label = document.createElement("label");
    label.append(input, ` ${string}`);
    const item = document.createElement("li");
    item.append(label);
    several.querySelector("ul").append(item);
  }

  document.addEventListener("click", (event) => {
    const several = event.target.closest("[data-several] button")?.parentElement;
    if (!several) return;
    const chooser = window.telepath.unpack(JSON.parse(several.querySelector("script").textContent));
    chooser.openModal(
      (chosen) => {
        chosen.forEach((each) => add(several, each));
        several.dispatchEvent(new Event("several:add", { bubbles: true })); // for autosave.js
      },
      { multiple: true },
    );
  });
})();
