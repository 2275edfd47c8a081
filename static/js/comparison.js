// Lays the two photos of a before/after pair over each other, with a slider between them. Without this they stand side
// by side, as they do in print.

document.querySelectorAll(".before-after-pair[data-comparison]").forEach((pair) => {
  const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: 100, value: 50 });
  slider.className = "comparison-slider";
  slider.setAttribute("aria-label", pair.dataset.comparison);
  const [before, after] = pair.querySelectorAll("picture");
  const stage = document.createElement("div");
  stage.className = "comparison-stage";
  const place = () => {
    stage.style.setProperty("--seen", `${slider.value}%`); // which a strict content policy allows
    slider.setAttribute("aria-valuetext", `${slider.value} %`);
  };
  slider.addEventListener("input", place);
  // Copies, so that both figures stay whole for print.
  [after, before].forEach((picture) => {
    const copy = picture.cloneNode(true);
    copy.querySelectorAll("[id]").forEach((element) => element.removeAttribute("id"));
    stage.append(copy);
  });
  stage.append(slider);
  pair.before(stage);
  pair.classList.add("before-after-pair--laid");
  place();
});
