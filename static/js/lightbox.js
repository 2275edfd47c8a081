// Opens a gallery's photos large, one after the other. Without this, their links lead to the largest size.
// The browser itself keeps the focus inside, closes at Escape and puts the focus back.

const SWIPE = 48; // pixels: less is an unsteady finger
const ONWARD = document.dir === "rtl" ? -1 : 1; // to the right

function lightbox(gallery) {
  const dialog = gallery.querySelector(".lightbox");
  const links = [...gallery.querySelectorAll(".enlarge")];
  const [stage, words] = [".lightbox-stage", ".lightbox-words"].map((name) => dialog.querySelector(name));
  const zoom = dialog.querySelector("[data-zoom]");
  let shown = 0;

  const magnify = (on) => {
    zoom.setAttribute("aria-pressed", on);
    stage.classList.toggle("lightbox-stage--near", on);
    // The browser then fetches the size that this takes.
    stage.querySelectorAll("[sizes]").forEach((one) => one.setAttribute("sizes", on ? "200vw" : "100vw"));
  };

  function show(number) {
    shown = (number + links.length) % links.length;
    const figure = links[shown].closest("figure");
    const picture = figure.querySelector("picture").cloneNode(true);
    const image = picture.querySelector("img");
    image.removeAttribute("loading");
    stage.replaceChildren(picture);
    const caption = figure.querySelector("figcaption")?.cloneNode(true);
    caption?.querySelectorAll(".reference").forEach((number) => number.remove()); // its id stands on the page
    words.replaceChildren(...(caption ? caption.childNodes : []));
    dialog.querySelector(".lightbox-place").value = `${shown + 1} / ${links.length}`;
    magnify(false);
    history.replaceState(history.state, "", figure.id ? `#${figure.id}` : location.pathname + location.search);
  }

  function open(link) {
    dialog.showModal();
    show(links.indexOf(link));
  }

  gallery.addEventListener("click", (event) => {
    const link = event.target.closest(".enlarge");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.step) show(shown + Number(button.dataset.step));
    else if (button === zoom || event.target.closest("picture")) magnify(zoom.getAttribute("aria-pressed") !== "true");
    else if (button || event.target === dialog || event.target === stage) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -ONWARD, ArrowRight: ONWARD }[event.key];
    if (!step || zoom.getAttribute("aria-pressed") === "true") return; // arrows then move about in the picture
    event.preventDefault();
    show(shown + step);
  });
  dialog.addEventListener("close", () => history.replaceState(history.state, "", location.pathname + location.search));

  let start = null;
  stage.addEventListener("touchstart", (event) => {
    start = event.touches.length === 1 ? event.touches[0].clientX : null;
  }, { passive: true });
  stage.addEventListener("touchend", (event) => {
    if (start === null || zoom.getAttribute("aria-pressed") === "true") return;
    const moved = event.changedTouches[0].clientX - start;
    if (Math.abs(moved) > SWIPE) show(shown + (moved < 0 ? ONWARD : -ONWARD));
  });

  // A link to one photo, from another page or a message, opens it.
  const asked = links.find((link) => location.hash && `#${link.closest("figure").id}` === location.hash);
  if (asked) open(asked);
}

document.querySelectorAll(".gallery:has(.enlarge)").forEach(lightbox);
