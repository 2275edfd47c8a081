// What tests ask of a page's layout, as one object of functions; each gives what is wrong, in words.
({
  // What can be seen and reaches over the edge of the window. What is hidden on purpose does not count.
  stickingOut() {
    const hidden = ".visually-hidden, .skip-link, .comparison-stage, .story-photo--full_bleed, dialog";
    const isShown = (element) => element.checkVisibility() && getComputedStyle(element).clipPath === "none";
    return [...document.querySelectorAll("body *")].filter((element) => {
      const box = element.getBoundingClientRect();
      if (!box.width || !box.height || element.closest(hidden) || !isShown(element)) return false;
      return box.right > document.documentElement.clientWidth + 1 || box.left < -1;
    }).map((element) => `${element.tagName}.${element.className} sticks out`);
  },

  // Blocks of text that lie over one another: each with the dozen after it.
  overlapping() {
    const kinds = "p, h1, h2, h3, li, blockquote, figcaption";
    const hidden = ".visually-hidden, .contents, .veil, dialog, [aria-hidden]";
    const boxes = [...document.querySelectorAll(`main :is(${kinds})`)]
      .filter((element) => element.checkVisibility() && !element.querySelector(kinds) && !element.closest(hidden))
      .map((element) => [element, element.getBoundingClientRect()])
      .filter(([, box]) => box.width > 1);
    const clash = ([one, a], [other, b]) =>
      !one.contains(other) && !other.contains(one) &&
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
    const words = ([element]) => element.textContent.trim().slice(0, 30);
    return boxes.flatMap((box, n) =>
      boxes.slice(n + 1, n + 12).filter((next) => clash(box, next)).map((next) => `${words(box)} × ${words(next)}`));
  },

  // WCAG 2.2, 2.5.8: targets of 24 by 24 px, or nothing else to touch within 12 px of their centre. Not in running text.
  smallTargets() {
    const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => !element.closest(".visually-hidden, .skip-link, dialog:not([open])"))
      .map((element) => [element, element.getBoundingClientRect()]);
    const isInText = (element) =>
      getComputedStyle(element).display === "inline" &&
      [...element.parentElement.childNodes].some((node) => node !== element && node.textContent.trim());
    const isNear = (box, next) => {
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      return Math.hypot(Math.max(next.left - x, 0, x - next.right), Math.max(next.top - y, 0, y - next.bottom)) < 12;
    };
    const isCrowded = ([element, box]) =>
      controls.some(([other, next]) => !element.contains(other) && !other.contains(element) && isNear(box, next));
    return controls
      .filter(([element, box]) => Math.min(box.width, box.height) < 24 && !isInText(element))
      .filter(([element]) => !element.labels?.length || !element.matches("[type=checkbox], [type=radio]"))
      .filter(isCrowded)
      .map(([element, box]) => `${element.outerHTML.slice(0, 80)} ${box.width}×${box.height}`);
  },

  moving() {
    const moves = (element) => getComputedStyle(element).transitionDuration !== "0s";
    return [...document.getAnimations(), ...[...document.querySelectorAll("*")].filter(moves)].length;
  },
})
