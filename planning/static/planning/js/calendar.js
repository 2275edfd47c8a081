// Dragging an entry to another day, for those who like it: it sends what the form behind “Move” sends.

const form = document.getElementById("calendar-drop");
let dragged = null;

for (const entry of document.querySelectorAll("[data-move]")) {
  entry.draggable = true;
  for (const link of entry.querySelectorAll("a")) link.draggable = false;
  entry.addEventListener("dragstart", (event) => {
    dragged = entry;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", entry.dataset.seen);
    entry.classList.add("is-dragged");
  });
  entry.addEventListener("dragend", () => {
    dragged = null;
    entry.classList.remove("is-dragged");
  });
}

for (const day of document.querySelectorAll("[data-day]")) {
  const isTarget = () => dragged !== null && !day.contains(dragged);
  day.addEventListener("dragover", (event) => {
    if (!isTarget()) return;
    event.preventDefault();
    day.classList.add("is-target");
  });
  day.addEventListener("dragleave", (event) => {
    if (!day.contains(event.relatedTarget)) day.classList.remove("is-target");
  });
  day.addEventListener("drop", (event) => {
    if (!isTarget()) return;
    event.preventDefault();
    form.action = dragged.dataset.move;
    form.elements.day.value = day.dataset.day;
    form.elements.seen.value = dragged.dataset.seen;
    form.submit();
  });
}
