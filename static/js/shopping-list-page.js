// The page of the shopping list: what shopping-list.js keeps, by shop. It asks the house for one thing, the recalls.

const language = document.documentElement.lang;
const money = (offer) => {
  if (offer.out || !/^\d/.test(offer.price ?? "") || !/^[A-Z]{3}$/.test(offer.currency)) return "";
  return new Intl.NumberFormat(language, { style: "currency", currency: offer.currency }).format(offer.price);
};
const day = (iso) => {
  const date = new Date(iso);
  if (Number.isNaN(date.valueOf())) return "";
  // A day without an hour is read as midnight in Greenwich: in America, the evening before.
  const timeZone = String(iso).includes("T") ? undefined : "UTC";
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone }).format(date);
};
const safe = (address) => (/^https:\/\//.test(address) ? address : "");

export function open(page, store) {
  const words = page.dataset;
  const part = (selector) => page.querySelector(selector);
  const [says, undo, text] = [part("[role=status]"), part("[data-do=undo]"), part("textarea")];
  let gone = [];

  // In the words of the cards. How old a price is, only the day on which the list is read can tell.
  const price = (offer) => {
    const [cost, on] = [money(offer), day(offer.checked)];
    if (!on || !(cost || offer.out)) return cost;
    const isOld = Date.now() - new Date(offer.checked) >= (Number(words.holds) + 1) * 24 * 60 * 60 * 1000;
    const line = offer.out ? words.out : isOld ? words.old : words.checked;
    return line.replace("{price}", () => cost).replace("{day}", () => on);
  };

  /** [name of the shop, [[entry, offer], …]], those recalled first and those without a shop last. */
  function groups(list) {
    const shops = new Map();
    const add = (name, entry, offer) => shops.set(name, [...(shops.get(name) ?? []), [entry, offer]]);
    const sound = list.filter((entry) => !entry.recalled);
    for (const entry of list) if (entry.recalled) add(words.unsafe, entry);
    for (const entry of sound) for (const offer of entry.offers) add(offer.retailer, entry, offer);
    for (const entry of sound) if (!entry.offers.length) add(words.noShop, entry);
    return [...shops];
  }

  function item(entry, offer) {
    const made = document.getElementById("shopping-item").content.cloneNode(true);
    const find = (selector) => made.querySelector(selector);
    const link = (into, name, address) => {
      into.textContent = "";
      const a = into.appendChild(document.createElement("a"));
      Object.assign(a, { href: address, textContent: name });
      return a;
    };
    find(".product-brand").textContent = entry.brand;
    const name = find(".product-name");
    name.textContent = entry.name;
    if (offer && safe(offer.address)) link(name, entry.name, offer.address).rel = "sponsored nofollow noreferrer";
    if (offer) find(".shopping-list-price").textContent = price(offer);
    if (entry.recalled) {
      const recall = find(".product-recall");
      recall.hidden = false;
      recall.textContent = `${entry.recalled.reason} `;
      if (safe(entry.recalled.address)) {
        link(recall.appendChild(document.createElement("span")), entry.recalled.authority, entry.recalled.address);
      }
    }
    find("time").textContent = day(entry.on);
    find("time").dateTime = entry.on;
    const story = find(".shopping-list-from a");
    if (/^\/[^/\\\s]/.test(entry.story?.path)) Object.assign(story, { href: entry.story.path, textContent: entry.story.title });
    find("button span").textContent = `: ${entry.brand} ${entry.name}`;
    find("button").addEventListener("click", () => remove([entry], words.removed.replace("{}", `${entry.brand} ${entry.name}`)));
    return made;
  }

  function show(list) {
    part("[data-empty]").hidden = list.length;
    part("[data-does]").hidden = !list.length;
    part("[data-groups]").replaceChildren(
      ...groups(list).map(([name, rows]) => {
        const made = document.getElementById("shopping-group").content.cloneNode(true);
        made.querySelector("h2").textContent = name;
        made.querySelector("ul").append(...rows.map((row) => item(...row)));
        return made;
      }),
    );
  }

  function tell(message, canUndo = false) {
    says.textContent = message;
    undo.hidden = !canUndo;
  }

  function remove(entries, message) {
    const ids = new Set(entries.map(({ id }) => id));
    gone = store.read().filter(({ id }) => ids.has(id));
    const isKept = store.write(store.read().filter(({ id }) => !ids.has(id)));
    tell(isKept ? message : words.unsaved, true);
    undo.focus();
  }

  const asText = () =>
    groups(store.read())
      .map(([shop, rows]) => {
        const lines = rows.map(([entry, offer]) => {
          const told = offer ? [price(offer), safe(offer.address)] : [entry.recalled?.reason];
          return [`– ${entry.brand} ${entry.name}`, ...told].filter(Boolean).join(" · ");
        });
        return [shop, ...lines].join("\n");
      })
      .join("\n\n");

  // A spreadsheet runs what begins like a formula.
  const cell = (value) => `"${String(value ?? "").replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
  const asTable = () =>
    groups(store.read())
      .flatMap(([shop, rows]) =>
        rows.map(([entry, offer]) => [
          ...[shop, entry.brand, entry.name, offer?.price, offer?.currency, offer?.checked],
          ...[safe(offer?.address), entry.on.slice(0, 10), entry.recalled?.reason],
        ]),
      )
      .map((row) => row.map(cell).join(","))
      .join("\r\n");

  function save(content, type, ending) {
    const url = URL.createObjectURL(new Blob(["\ufeff", content], { type }));
    Object.assign(document.createElement("a"), { href: url, download: `shopping-list.${ending}` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  async function share() {
    const shared = `${words.title}\n\n${asText()}`;
    try {
      if (navigator.share) return await navigator.share({ title: words.title, text: shared });
      await navigator.clipboard.writeText(shared);
      tell(words.copied);
    } catch (error) {
      if (error.name === "AbortError") return; // the reader thought better of it
      tell(words.byHand);
      text.hidden = false;
      text.value = shared;
      text.select();
    }
  }

  const does = {
    share,
    print: () => print(),
    csv: () => save(asTable(), "text/csv", "csv"),
    text: () => save(asText(), "text/plain", "txt"),
    clear: () => remove(store.read(), words.cleared),
    undo() {
      const now = store.read();
      const lost = gone.filter(({ id }) => !now.some((entry) => entry.id === id));
      store.write([...now, ...lost].sort((one, other) => (one.on < other.on ? -1 : 1)));
      tell("");
      part("[data-do]").focus(); // the button that had it is gone
    },
  };
  page.addEventListener("click", ({ target }) => does[target.closest("[data-do]")?.dataset.do]?.());
  document.querySelector("[data-without-script]").hidden = true;
  page.hidden = false;
  store.listen(show);
  show(store.read());
  // All recalls that stand: what is on the list is nobody's business.
  fetch(words.recalls)
    .then((answer) => answer.json())
    .then(({ recalls }) => store.flag(recalls, true))
    .catch(() => {});
}
