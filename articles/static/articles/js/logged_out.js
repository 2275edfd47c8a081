/* Keeps what is typed in the editor when its writer has been logged out meanwhile: to send the form then would lead to
   the login page, and the words would be gone. Wagtail's autosave learns of it first, as an error of the server. */

(() => {
  const { message } = document.currentScript.dataset;
  let isLoggedOut = false;

  async function look(form) {
    const answer = await fetch(window.location.href, { redirect: "manual" });
    isLoggedOut = answer.type === "opaqueredirect";
    if (isLoggedOut) {
      const detail = { text: message, type: "error", clear: true };
      document.dispatchEvent(new CustomEvent("w-messages:add", { detail }));
    } else {
      // Logging in has made a new token; the one in the form is worth nothing any more.
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const { value } = page.querySelector("[data-edit-form] [name=csrfmiddlewaretoken]");
      form.elements.csrfmiddlewaretoken.value = value;
    }
  }

  document.addEventListener("w-autosave:error", ({ target: form, detail }) => {
    if (detail.type === "server_error") look(form);
  });

  document.addEventListener(
    "submit",
    async (event) => {
      if (!isLoggedOut || !event.target.matches("[data-edit-form]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      await look(event.target);
      if (!isLoggedOut) event.target.requestSubmit(event.submitter);
    },
    true,
  );
})();
