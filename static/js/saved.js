// Stories saved for later, kept in this browser alone. Without storage, or without this, nothing offers to save.

const KEY = "saved-stories";
const MOST = 200;

export function saved() {
  const kept = localStorage.getItem(KEY);
  try {
    // Whatever stands there came from somewhere: only paths of this site are ever followed.
    return JSON.parse(kept).filter(({ path, title }) => /^\/[^/\\\s]/.test(path) && typeof title === "string");
  } catch {
    return [];
  }
}

export function keep(stories) {
  localStorage.setItem(KEY, JSON.stringify(stories.slice(0, MOST)));
  dispatchEvent(new Event("saved"));
  dispatchEvent(new CustomEvent("kept", { detail: { key: KEY, number: saved().length } }));
}

export function watch(show) {
  const safely = () => {
    try {
      show(saved());
    } catch {
      // Storage is blocked, or something else wrote there.
    }
  };
  addEventListener("saved", safely);
  addEventListener("storage", ({ key }) => (key === KEY || key === null) && safely());
  addEventListener("pageshow", safely);
  safely();
}

for (const button of document.querySelectorAll("button[data-save]")) {
  const story = { path: button.dataset.save, title: button.dataset.title };
  const isKept = () => saved().some(({ path }) => path === story.path);
  watch(() => {
    button.hidden = false;
    button.ariaPressed = String(isKept());
  });
  button.addEventListener("click", () => {
    try {
      const others = saved().filter(({ path }) => path !== story.path);
      keep(isKept() ? others : [story, ...others]);
    } catch {
      button.nextElementSibling.textContent = button.dataset.failed;
    }
  });
}
