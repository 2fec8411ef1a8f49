// Lets the picture of a question be clicked. The list beside it holds the answer: the picture only shows and moves it.

for (const hotspot of document.querySelectorAll("[data-hotspot]")) {
  const inputs = new Map();
  for (const input of hotspot.querySelectorAll("input")) inputs.set(input.value, input);

  /** Draw what is chosen and what has the focus. */
  const show = () => {
    for (const region of hotspot.querySelectorAll("[data-region]")) {
      const input = inputs.get(region.dataset.region);
      region.classList.toggle("region-chosen", input.checked);
      region.classList.toggle("region-focused", input.matches(":focus-visible"));
      region.classList.toggle("region-hovered", input.closest("label").matches(":hover"));
    }
  };

  for (const region of hotspot.querySelectorAll("[data-region]")) {
    const input = inputs.get(region.dataset.region);
    if (input.disabled) continue;
    region.classList.add("region-live");
    region.addEventListener("click", () => {
      input.focus({ preventScroll: true });
      input.click();
    });
  }
  for (const event of ["change", "focusin", "focusout", "mouseover", "mouseout"]) {
    hotspot.addEventListener(event, () => requestAnimationFrame(show));
  }
  // An answer may be taken back by the page, or come back with it.
  hotspot.closest("form")?.addEventListener("reset", () => requestAnimationFrame(show));
  show();
}
