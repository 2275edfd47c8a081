// Keeps the number beside “Comments” in the menu up to date while somebody looks. Only moderators have that entry.

const EVERY = 30_000; // milliseconds

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
    document.dispatchEvent(new CustomEvent("moderation:waiting", { detail: numbers }));
  } catch {
    // Asked again in half a minute.
  }
}

setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
