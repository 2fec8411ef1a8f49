// Opens or closes every module of the outline at once.
for (const bar of document.querySelectorAll("[data-fold-all]")) {
  const outline = document.getElementById(bar.dataset.foldAll);
  if (!outline) continue;
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const fold = event.target.closest("[data-fold]")?.dataset.fold;
    if (!fold) return;
    for (const details of outline.querySelectorAll("details")) details.open = fold === "open";
  });
}
