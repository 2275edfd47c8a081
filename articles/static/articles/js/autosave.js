/* Has Wagtail save what was typed while it was not looking.

   Wagtail knows of changes by a copy of the form: it takes one two seconds after it has taken hold of the form (which
   it does twice), and another whenever an autosave comes back. What was typed shortly before is in the copy and in no
   version: it is not saved, the findings do not follow, and leaving the page gives no warning. */

(() => {
  let typed = false;
  let sent; // the form as the last autosave took it

  function note(event) {
    const byHand = event.isTrusted || event.type === "several:add"; // picked in a dialog
    if (byHand && event.target.closest?.("[data-edit-form]")) typed = true;
  }

  for (const kind of ["beforeinput", "input", "change", "several:add"]) document.addEventListener(kind, note, true);

  document.addEventListener("w-autosave:save", ({ target: form }) => {
    sent = window.wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved").formData;
  });

  document.addEventListener("w-unsaved:watch-edits", ({ target: form, detail }) => {
    const unsaved = sent === undefined ? typed : sent !== detail.initialFormData;
    // Not at once: Wagtail is about to say that there is nothing to save.
    if (unsaved) window.setTimeout(() => form.setAttribute("data-w-unsaved-force-value", "true"));
  });
})();
