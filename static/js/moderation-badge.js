// Keeps the number beside “Comments” in the menu, and those in the tabs, up to date while somebody looks or decides.
// Only moderators have that entry.

const EVERY = 30_000; // milliseconds
const SOON = 500; // after decisions

const entry = () => document.querySelector("[data-waiting-url]");

async function refresh() {
  const link = entry();
  if (!link || document.hidden) return;
  try {
    const response = await fetch(link.dataset.waitingUrl, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (!response.ok) return;
    const numbers = await response.json();
    const label = link.querySelector(".menuitem-label") ?? link;
    label.textContent = `${link.dataset.label}${numbers.shown}`;
    for (const tab of document.querySelectorAll("[data-queue]")) {
      tab.textContent = tab.textContent.replace(/\([^()]*\)$/, `(${numbers.queues[tab.dataset.queue]})`);
    }
    document.dispatchEvent(new CustomEvent("moderation:waiting", { detail: numbers }));
  } catch {
    // Asked again in half a minute.
  }
}

let soon;
setInterval(refresh, EVERY);
document.addEventListener("moderation:saved", () => {
  clearTimeout(soon);
  soon = setTimeout(refresh, SOON);
});
document.addEventListener("visibilitychange", refresh);
