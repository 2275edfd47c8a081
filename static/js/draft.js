// Keeps what is typed into the comment box while its reader goes elsewhere in this tab: to log in, to sort, to reload.
// It never leaves the browser, and is gone with the tab.

document.querySelectorAll("[data-draft]").forEach((form) => {
  const { body, reply_to: parent } = form.elements;
  const key = `draft ${form.dataset.draft} ${parent.value}`;

  function keep() {
    if (body.value) sessionStorage.setItem(key, body.value);
    else sessionStorage.removeItem(key);
  }

  try {
    const kept = sessionStorage.getItem(key);
    if (kept && !body.value) {
      body.value = kept;
      form.closest("details")?.setAttribute("open", "");
    } else keep(); // the page has given it back
    body.addEventListener("input", keep);
    form.addEventListener("submit", () => sessionStorage.removeItem(key));
  } catch {
    // This browser stores nothing for us.
  }
});
