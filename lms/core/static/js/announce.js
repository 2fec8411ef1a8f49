// One status region in the layout (RGAA 7.5). Scripts say things there; screen readers read them without moving the focus.

/** Say `text` through the page's status region. The last message replaces the one before. */
export function announce(text) {
  const region = document.getElementById("status");
  if (!region) return;
  let line = region.querySelector("[data-announcement]");
  if (!line) {
    line = document.createElement("p");
    line.className = "visually-hidden";
    line.dataset.announcement = "";
    region.append(line);
  }
  line.textContent = "";
  // A separate frame, so that the same text said twice is read twice.
  requestAnimationFrame(() => { line.textContent = text; });
}
