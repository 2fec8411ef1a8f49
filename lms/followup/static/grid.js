// Arrow keys move between the cells of a grid of marks; the grid is one stop of the Tab key. Without this each link is a stop.
const table = document.querySelector("[data-grid]");

/** The links of each row, the learner's first. */
function rows() {
  return [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.querySelector("a")));
}

/** Only this link is reached by Tab. */
function makeCurrent(link) {
  for (const other of table.tBodies[0].querySelectorAll("a")) other.tabIndex = other === link ? 0 : -1;
}

/** The nearest link in that direction; cells without one are stepped over. */
function next(link, down, across) {
  const grid = rows();
  let row = grid.findIndex((links) => links.includes(link));
  let column = grid[row].indexOf(link);
  do {
    row += down;
    column += across;
  } while (grid[row] && column >= 0 && column < grid[row].length && !grid[row][column]);
  return grid[row]?.[column];
}

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

if (table?.tBodies[0]?.rows.length) {
  makeCurrent(table.tBodies[0].querySelector("a"));
  const hint = document.querySelector("[data-grid-hint]");
  if (hint) hint.hidden = false;
  table.addEventListener("focusin", (event) => {
    if (event.target.closest("tbody") && event.target.matches("a")) makeCurrent(event.target);
  });
  table.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (!move || !event.target.closest("tbody") || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = next(event.target, ...move);
    if (!target) return;
    event.preventDefault();
    target.focus();
  });
}
