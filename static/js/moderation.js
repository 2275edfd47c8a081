// Moderating by keyboard. The page is a plain form about one comment; this module keeps the next ones at hand, sends
// decisions in the order in which they were made, and takes them back. Every word shown comes from the server's markup.

const FEW_LEFT = 10; // comments ahead; with fewer, more are fetched
const TYPED = ["law", "told", "reason"]; // into the ground
const KEYS_OFF = "moderation-keys-off";

const desk = document.querySelector("[data-console]");
const list = desk.querySelector("[data-comments]");
const form = desk.querySelector("[data-form]");
const ground = desk.querySelector("[data-ground]");
const empty = desk.querySelector("[data-empty]");
const undoButton = desk.querySelector("[data-undo-button]");
const words = JSON.parse(document.getElementById("console-words").textContent);
const keys = document.querySelector("[data-keys]");
const passing = document.querySelector("[data-escalate-dialog]"); // asks what the editor has to decide
const question = passing.querySelector("textarea");
const passButton = form.querySelector("[data-escalate]");

const cards = [...list.querySelectorAll("[data-comment]")]; // in the queue's order
const decisions = []; // what undo takes back, the last one first
const jobs = []; // what the server has not confirmed yet, in order
let current = cards[0];
let more = desk.dataset.more;
let fetching = false;
let working = false;
let askingServer = false; // for a decision from before this page
let unsentNotice; // one, however often sending fails
let left = desk.dataset.number === "" ? NaN : Number(desk.dataset.number);

const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const open = () => cards.filter((card) => !card.decided);

// What is shown ------------------------------------------------------------------------------

function show(card) {
  current = card;
  for (const each of cards) each.hidden = each !== card;
  form.hidden = !card;
  empty.hidden = Boolean(card);
  showGround(card?.ground ?? {});
  if (card) {
    const verbs = card.dataset.verbs.split(" ");
    for (const button of form.querySelectorAll("button[name=verb]")) button.hidden = !verbs.includes(button.value);
    passButton.hidden = !verbs.includes("escalate");
  }
  (card?.querySelector("h2") ?? empty).focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

function describe(card) {
  return card ? fill(words.now, { name: card.dataset.name, story: card.dataset.story }) : words.nothing;
}

// What was done stands where everybody sees it; what is in focus now is only read out.
function say(done, now = "") {
  desk.querySelector("[data-done]").textContent = done;
  desk.querySelector("[data-now]").textContent = now;
}

function showProgress() {
  const unsent = jobs.length;
  const parts = [Number.isNaN(left) ? "" : fill(words.left, { number: left })];
  if (decisions.length) parts.push(fill(words.decided, { number: decisions.length }));
  if (unsent) parts.push(fill(words.unsent, { number: unsent }));
  desk.querySelector("[data-saved]").textContent = parts.filter(Boolean).join(" · ");
}

function notice(sentence, card, action) {
  const note = document.createElement("div");
  note.className = "help-block help-warning";
  note.setAttribute("role", "alert");
  const text = document.createElement("p");
  text.textContent = card ? `${card.dataset.name}: ${sentence}` : sentence;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small button-secondary";
  button.textContent = action?.label ?? words.dismiss;
  button.addEventListener("click", () => {
    note.remove();
    action?.run();
  });
  note.append(text, button);
  desk.querySelector("[data-notices]").append(note);
  return note;
}

// Deciding -----------------------------------------------------------------------------------

function decide(verb) {
  const card = current;
  const fields = new FormData(form);
  if (fields.get("code") === "illegal" && !fields.get("law")) {
    ground.open = true;
    return form.elements.law.focus(); // the author has a right to know which law
  }
  fields.set("verb", verb);
  sendOff(card, verb, card.dataset.decide, fields);
}

// What was typed about a comment stays with it until the server has it.
function askEditor() {
  question.value = current.question ?? form.elements.reason.value;
  passing.querySelector("[data-about]").textContent = current.dataset.name;
  passing.showModal();
  question.focus();
}

function passOn() {
  const fields = new FormData();
  fields.set("reason", question.value.trim());
  const card = current;
  card.question = question.value;
  sendOff(card, "escalate", card.dataset.escalateUrl, fields);
}

function sendOff(card, verb, url, fields) {
  const ahead = cards.slice(cards.indexOf(card) + 1).find((each) => !each.decided);
  card.decided = true;
  const decision = { card, actions: null };
  decisions.push(decision);
  left -= 1;
  decision.job = {
    url,
    fields() {
      fields.set("seen", card.dataset.version);
      return fields;
    },
    done(answer) {
      decision.actions = answer.actions;
      card.dataset.version = answer.version;
      if (verb === "escalate") delete card.question;
      else delete card.ground;
    },
    refused(sentence, overtaken) {
      const note = verb === "escalate" ? card.question : typedIn(card.ground);
      if (note) sentence = fill(words.noteKept, { sentence, note });
      const place = decisions.indexOf(decision);
      const undone = place < 0; // while it was on its way
      if (!undone) decisions.splice(place, 1);
      if (overtaken && undone) {
        card.decided = true;
        left -= 1;
        if (current === card) show(open()[0]);
      }
      if (!overtaken && !undone) {
        card.decided = false;
        left += 1;
        if (!current) show(card);
      }
      notice(sentence, card);
    },
  };
  jobs.push(decision.job);
  show(ahead ?? open()[0]);
  say(`${fill(words.did[verb], { name: card.dataset.name })} · ${words.takeBack}`, describe(current));
  work();
  fetchMore();
}

function undo() {
  const decision = decisions.pop();
  if (!decision) return undoEarlier();
  const { card } = decision;
  const back = () => {
    card.decided = false;
    left += 1;
  };
  const waiting = jobs.indexOf(decision.job);
  if (waiting > 0 || (waiting === 0 && !working)) {
    jobs.splice(waiting, 1); // never sent
  } else {
    jobs.push({
      url: desk.dataset.undo,
      fields() {
        if (!decision.actions) return null; // refused meanwhile
        const fields = new FormData();
        for (const action of decision.actions) fields.append("action", action);
        return fields;
      },
      done(answer) {
        card.dataset.version = answer.version;
      },
      refused(sentence) {
        card.decided = true;
        left -= 1;
        if (current === card) show(open()[0]);
        notice(sentence, card);
      },
    });
  }
  back();
  show(card);
  say(fill(words.undone, { name: card.dataset.name }), describe(card));
  work();
}

// What was decided before this page was opened is in the server's log. It says where the comment stands again.
function undoEarlier() {
  if (askingServer) return;
  askingServer = true;
  jobs.push({
    url: desk.dataset.undo,
    fields() {
      const fields = new FormData();
      fields.set("last", "yes");
      return fields;
    },
    done(answer) {
      location.assign(answer.url);
    },
    refused(sentence) {
      askingServer = false;
      notice(sentence);
    },
  });
  work();
}

// Sending, one after the other ---------------------------------------------------------------

async function work() {
  showProgress();
  if (working) return;
  working = true;
  while (jobs.length) {
    const [job] = jobs;
    const fields = job.fields();
    const answer = fields ? await send(job.url, fields) : {};
    unsentNotice?.remove();
    if (!answer) {
      unsentNotice = notice(words.notSent, null, { label: words.tryAgain, run: work });
      break;
    }
    jobs.shift();
    if (answer.refused) job.refused(answer.refused, answer.overtaken);
    else if (fields) job.done(answer);
    showProgress();
  }
  working = false;
  document.dispatchEvent(new CustomEvent("moderation:saved"));
}

// The server's answer, {refused} if it said no, or null if it could not be asked.
async function send(url, fields) {
  fields.set("csrfmiddlewaretoken", token());
  try {
    const response = await fetch(url, { method: "POST", body: fields, headers: asScript("application/json") });
    if (response.status === 404) return { refused: words.gone, overtaken: true };
    if (!response.headers.get("Content-Type")?.startsWith("application/json")) return null;
    const answer = await response.json();
    return response.ok ? answer : { refused: answer.message, overtaken: response.status === 409 };
  } catch {
    return null;
  }
}

function asScript(type) {
  return { Accept: type, "X-Requested-With": "XMLHttpRequest" };
}

// From the cookie where it can be read: logging in again in another tab gives out a new one.
function token() {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-csrf|csrftoken)=([^;]+)/);
  return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
}

async function fetchMore() {
  const ahead = current ? cards.length - 1 - cards.indexOf(current) : 0;
  if (fetching || !more || ahead >= FEW_LEFT) return;
  fetching = true;
  try {
    const response = await fetch(more, { headers: asScript("text/html") });
    const html = document.createElement("template");
    html.innerHTML = await response.text();
    const part = html.content.querySelector("[data-more]");
    if (response.ok && part) {
      more = part.dataset.more;
      const known = new Set(cards.map((card) => card.dataset.comment));
      const fresh = [...part.querySelectorAll("[data-comment]")].filter((card) => !known.has(card.dataset.comment));
      cards.push(...fresh);
      list.append(...fresh);
      if (!current && fresh.length) show(fresh[0]);
    }
  } catch {
    // Asked for again after the next decision.
  }
  fetching = false;
}

// Moving about, and the ground ---------------------------------------------------------------

function step(direction) {
  const found = direction > 0 ? cards.slice(cards.indexOf(current) + 1) : cards.slice(0, cards.indexOf(current)).reverse();
  const next = found.find((card) => !card.decided);
  if (next) show(next);
  say(next ? "" : words.end, next ? describe(next) : "");
  fetchMore();
}

function openGround() {
  ground.open = true;
  ground.querySelector("[name=code]").focus();
}

// The ground stays with its comment until the server has it.
function showGround(kept) {
  ground.open = false;
  for (const radio of ground.querySelectorAll("[name=code]")) radio.checked = radio.value === kept.code;
  for (const name of TYPED) form.elements[name].value = kept[name] ?? "";
  ground.open = Object.values(kept).some(Boolean);
}

function keepGround() {
  current.ground = { code: ground.querySelector("[name=code]:checked")?.value };
  for (const name of TYPED) current.ground[name] = form.elements[name].value;
}

function typedIn(kept = {}) {
  return TYPED.map((name) => kept[name]?.trim()).filter(Boolean).join(" · ");
}

// Keys ---------------------------------------------------------------------------------------

const others = { j: () => step(1), k: () => step(-1), u: undo, z: undo, R: openGround, "/": search, "?": showKeys };

function search() {
  desk.querySelector("#console-search").focus();
}

function showKeys() {
  keys.showModal();
}

function isTyping(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

function press(key) {
  const digit = ground.open && ground.querySelector(`[data-digit="${CSS.escape(key)}"]`);
  if (digit) {
    digit.click();
    digit.focus();
    return true;
  }
  if (key in others) {
    others[key]();
    return true;
  }
  const here = [...form.querySelectorAll("[data-key]"), ...(current?.querySelectorAll("[data-key]") ?? [])];
  const meant = here.filter((each) => each.dataset.key === key);
  const button = meant.find((each) => !each.hidden);
  if (button && !form.hidden) button.click();
  else if (meant.length) say(words.notHere);
  return meant.length > 0;
}

function keysAreOn() {
  try {
    return !localStorage.getItem(KEYS_OFF);
  } catch {
    return true;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (keys.open || passing.open || event.repeat || !keysAreOn()) return;
  // With the panel of grounds open, Shift may still be held down: R, S and X decide as well.
  const key = ground.open && /^[RSX]$/.test(event.key) ? event.key.toLowerCase() : event.key;
  if (press(key)) event.preventDefault();
});

const keysOn = keys.querySelector("[data-keys-on]");
keysOn.checked = keysAreOn();
keysOn.addEventListener("change", () => {
  try {
    if (keysOn.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
  } catch {
    // A browser that keeps nothing asks again next time.
  }
});

// Buttons do the same ------------------------------------------------------------------------

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.name === "verb") decide(event.submitter.value);
});
form.querySelector("[data-skip]").addEventListener("click", (event) => {
  event.preventDefault();
  step(1);
});
form.querySelector("[data-skip]").dataset.key = "";
passButton.addEventListener("click", (event) => {
  event.preventDefault();
  askEditor();
});
question.addEventListener("input", () => {
  current.question = question.value;
});
passing.querySelector("form").addEventListener("submit", (event) => {
  if (event.submitter?.value === "cancel") return;
  if (!question.value.trim()) {
    event.preventDefault();
    return question.focus();
  }
  passing.addEventListener("close", passOn, { once: true }); // so that the next comment gets the focus
});
ground.addEventListener("input", keepGround);
ground.addEventListener("toggle", () => ground.open && ground.scrollIntoView({ block: "nearest" }));
undoButton.hidden = false;
undoButton.addEventListener("click", undo);
const keysButton = desk.querySelector("[data-open-keys]");
keysButton.hidden = false;
keysButton.addEventListener("click", showKeys);

addEventListener("beforeunload", (event) => {
  if (jobs.length) event.preventDefault();
});
document.addEventListener("moderation:waiting", ({ detail }) => {
  document.title = document.title.replace(/^(\([^)]*\) )?/, detail.shown ? `${detail.shown.trim()} ` : "");
});
showProgress();
