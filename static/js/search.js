// Suggests pages while somebody types: a combobox with a listbox, as ARIA's authoring practices have it.

const input = document.getElementById("q");
const list = document.getElementById("suggestions");
input.role = "combobox";
input.ariaAutoComplete = "list";
input.setAttribute("aria-controls", list.id);
let asking = new AbortController();
let chosen;

function choose(option) {
  if (chosen) chosen.ariaSelected = "false";
  chosen = option;
  if (option) option.ariaSelected = "true";
  option?.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option?.id ?? "");
}

function show(html = "") {
  choose();
  list.innerHTML = html;
  list.hidden = !list.firstElementChild;
  input.ariaExpanded = String(!list.hidden);
}

function close() {
  asking.abort();
  show();
}

async function ask() {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  await new Promise((go) => setTimeout(go, 150));
  if (signal.aborted) return;
  try {
    const answer = await fetch(list.dataset.address + encodeURIComponent(input.value.trim().slice(0, 60)), { signal });
    show(answer.ok ? await answer.text() : "");
  } catch {
    if (!signal.aborted) show();
  }
}

const keys = {
  ArrowDown: (options, at) => choose(options[at + 1]),
  ArrowUp: (options, at) => choose(options.at(at < 0 ? -1 : at - 1 < 0 ? options.length : at - 1)),
  Escape: close,
  Enter: () => location.assign(chosen.dataset.address),
};

show();
input.addEventListener("input", ask);
input.addEventListener("blur", close);
input.addEventListener("keydown", (event) => {
  // The Enter that ends a word in Japanese, say, is the input method's own.
  if (list.hidden || event.isComposing || !keys[event.key] || (event.key === "Enter" && !chosen)) return;
  event.preventDefault();
  const options = [...list.children];
  keys[event.key](options, options.indexOf(chosen));
});
list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
list.addEventListener("click", ({ target }) => {
  const option = target.closest("li"); // none on the edge of the list
  if (option) location.assign(option.dataset.address);
});
