// Marks the section being read in the table of contents. Without this the links work all the same.

const links = [...document.querySelectorAll(".contents a")];
const headings = links.map((link) => document.getElementById(link.hash.slice(1)));

function mark() {
  const line = innerHeight / 3;
  const reading = headings.findLastIndex((heading) => heading.getBoundingClientRect().top < line);
  links.forEach((link, index) => {
    if (index === reading) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
}

// What lies above the line counts as seen, so that a jump in either direction is noticed.
const observer = new IntersectionObserver(mark, { rootMargin: "1000000px 0px -66%" });
headings.forEach((heading) => observer.observe(heading));
