// Lists to put in order: moves rows by button and keeps each select equal to its row's place. Without it, the selects are the form.
const rowsOf = (list) => [...list.querySelectorAll(":scope > li")];
const selectOf = (row) => row.querySelector("select");

/** Tell the row's new place, and the page that its answer changed: one change event, whatever moved. */
function report(list, moved) {
  showEnds(list);
  const place = rowsOf(list).indexOf(moved) + 1;
  const said = list.parentElement.querySelector("[data-ordering-said]");
  const item = moved.querySelector("label").textContent.trim();
  if (said) said.textContent = list.dataset.said.replace("{position}", place).replace("{item}", item);
  list.dataset.ordering = "moving";
  selectOf(moved).dispatchEvent(new Event("change", { bubbles: true }));
  list.dataset.ordering = "on";
}

/** The first row can't go up, nor the last one down. Said, not disabled: a disabled button would lose the focus. */
function showEnds(list) {
  const rows = rowsOf(list);
  for (const [index, row] of rows.entries()) {
    for (const button of row.querySelectorAll("[data-move]")) {
      const target = index + Number(button.dataset.move);
      button.setAttribute("aria-disabled", String(target < 0 || target >= rows.length));
    }
  }
}

function move(list, row, target) {
  const rows = rowsOf(list);
  const from = rows.indexOf(row);
  if (target < 0 || target >= rows.length) return;
  rows.splice(target, 0, ...rows.splice(from, 1));
  // Numbers first: moving a row takes the focus from it, and the page saves what it then finds.
  for (const [index, one] of rows.entries()) selectOf(one).value = String(index + 1);
  const focused = document.activeElement;
  if (target !== from) list.children[target].insertAdjacentElement(target > from ? "afterend" : "beforebegin", row);
  focused?.focus();
  report(list, row);
}

function enhance(list) {
  list.dataset.ordering = "on";
  for (const button of list.querySelectorAll("[data-move]")) button.hidden = false;
  showEnds(list);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    const row = button?.closest("li");
    if (row) move(list, row, rowsOf(list).indexOf(row) + Number(button.dataset.move));
  });
  // A position chosen by number moves the row there and the others along, so that no two ever share one.
  list.addEventListener("change", (event) => {
    if (list.dataset.ordering === "moving" || !event.target.value) return;
    move(list, event.target.closest("li"), Number(event.target.value) - 1);
  });
}

/** Rows in the order of their numbers, those without one last: the page filled an answer in that was kept elsewhere. */
function arrange(list) {
  const placeOf = (row) => Number(selectOf(row).value) || Infinity;
  list.append(...rowsOf(list).sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : placeOf(one) > placeOf(other) ? 1 : 0)));
  showEnds(list);
}

document.addEventListener("filled", (event) => {
  const list = event.target.closest?.("[data-ordering=on]");
  for (const one of list ? [list] : event.target.querySelectorAll("[data-ordering=on]")) arrange(one);
});

const enhanceAll = () => document.querySelectorAll('[data-ordering=""]').forEach(enhance);
enhanceAll();
// A lesson exchanges an answered self-check for a new one.
new MutationObserver(enhanceAll).observe(document.body, { childList: true, subtree: true });
