// Hands the story's address to the system's own sheet, or copies it. Without this there is the link to send a letter.

const box = document.querySelector(".share");
const { share: native, copy } = Object.fromEntries([...box.querySelectorAll("[data-by]")].map((b) => [b.dataset.by, b]));
const says = box.querySelector("[role=status]");
const { url, title, copied, failed } = box.dataset;
native.hidden = !navigator.share;
copy.hidden = !navigator.clipboard;
native.addEventListener("click", () => navigator.share({ url, title }).catch(() => {})); // closing it is no fault
copy.addEventListener("click", async () => {
  says.textContent = await navigator.clipboard.writeText(url).then(
    () => copied,
    () => failed,
  );
});
