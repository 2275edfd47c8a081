// The page of saved stories: lists what this browser kept, takes away, and gives back.

import { keep, saved, watch } from "./saved.js";

const list = document.querySelector(".saved-list");
const empty = document.querySelector(".saved-empty");
const undo = document.querySelector(".saved-undo");
const row = document.querySelector("#saved-row").content;
let before;

function show(stories) {
  list.replaceChildren(
    ...stories.map((story) => {
      const item = row.cloneNode(true);
      const link = item.querySelector("a");
      link.href = story.path;
      link.textContent = story.title;
      const button = item.querySelector("button");
      button.querySelector("span").textContent = story.title;
      button.addEventListener("click", () => remove(story));
      return item;
    }),
  );
  empty.hidden = stories.length > 0;
}

function remove({ path, title }) {
  before = saved();
  keep(before.filter((story) => story.path !== path));
  undo.querySelector("bdi").textContent = title;
  undo.hidden = false;
  undo.querySelector("button").focus();
}

undo.querySelector("button").addEventListener("click", () => {
  const now = saved();
  const back = before.filter((story) => !now.some(({ path }) => path === story.path));
  keep([...back, ...now]);
  undo.hidden = true;
  list.querySelector("a")?.focus();
});
const blocked = document.querySelector(".saved-blocked");
blocked.hidden = true;
blocked.removeAttribute("data-without-script"); // if it is told, then at once
try {
  localStorage.length;
  watch(show);
} catch {
  blocked.hidden = false;
}
