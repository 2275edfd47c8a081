// Makes of each veil's link to a photo a veil that opens in its place. Without this, the link leads to the photo.
// What is in a template is not loaded, nor is a lazy picture in closed details; but browsers without scripting load lazy
// pictures at once, so that none may stand in the page itself.

document.querySelectorAll(".veil > template").forEach((template) => {
  template.parentElement.replaceWith(template.content);
});
