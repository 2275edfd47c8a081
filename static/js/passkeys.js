// Buttons that only scripts can serve appear with the script; a key that fails is answered in words.
for (const part of document.querySelectorAll("[data-needs-script]")) {
  part.hidden = false;
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const message of document.querySelectorAll("[data-key-failure]")) {
    message.hidden = false;
  }
});
