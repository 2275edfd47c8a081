// Takes the words that a reader has marked in the story along to the page "Tell us about a mistake".

for (const link of document.querySelectorAll("a[data-correction]")) {
  link.addEventListener("click", () => {
    const marked = getSelection();
    const inStory = document.querySelector(".story-text")?.contains(marked.anchorNode);
    if (!inStory || marked.isCollapsed) return;
    const address = new URL(link.href);
    address.searchParams.set("passage", marked.toString().trim().slice(0, 600));
    link.href = address;
  });
}
