// “Helpful” without leaving the page. Without this the buttons post their form and come back to the comment.

const form = document.querySelector(".comments-votes");
const says = form.querySelector("[role=status]");
// A button that is never pressed is no toggle without this script, and eighty of them weigh less without saying so.
for (const button of form.querySelectorAll("button[name=helpful]")) button.setAttribute("aria-pressed", false);

async function send(button) {
  const body = new FormData(form, button);
  const headers = { Accept: "application/json" };
  const answer = await fetch(form.action, { method: "POST", body, headers, redirect: "error" });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(answer.statusText);
  return answer.json();
}

function show(button, { to, voted }) {
  button.name = voted ? "take_back" : "helpful";
  button.setAttribute("aria-pressed", voted);
  button.querySelector("b").textContent = to;
}

form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button || form.dataset.plain) return;
  event.preventDefault();
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  try {
    const answer = await send(button);
    show(button, answer);
    says.textContent = answer.says;
  } catch {
    // Logged out, or no connection: the page that follows says it in words.
    form.dataset.plain = "yes";
    form.requestSubmit(button);
  } finally {
    button.ariaBusy = null;
  }
});
