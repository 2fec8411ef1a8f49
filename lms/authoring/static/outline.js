// Rows of the outline move by dragging and with Alt + arrow keys; the buttons do the same without this script.

const tree = document.getElementById("tree");
const token = document.querySelector("[name=csrf_token]")?.value;

/** Send one act as the forms do, and come back to where it happened. */
function send(fields) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = tree.dataset.arrange;
  for (const [name, value] of Object.entries({ csrf_token: token, ...fields })) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.requestSubmit();
}

/** The row that moved last has the focus, so that it can be moved on. Browsers that go to the address's anchor take it away. */
function focusMoved() {
  const link = tree.querySelector("[data-moved] .node-title a, [data-moved] a.node-title");
  if (!link) return;
  const focus = () => setTimeout(() => link.focus({ preventScroll: true }));
  if (document.readyState === "complete") focus();
  else window.addEventListener("load", focus);
}

function moveByKeys() {
  tree.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    if (event.target.matches("input, select, textarea")) return;
    const row = event.target.closest("[data-node], [data-module]");
    if (!row) return;
    event.preventDefault();
    send({ act: event.key === "ArrowUp" ? "up" : "down", node: row.dataset.node ?? row.dataset.module });
  });
}

/** Where a dragged row may land: an item on an item or a module, a module on a module. */
function landing(dragged, target) {
  const row = dragged?.dataset.module ? target.closest("[data-module]") : target.closest("[data-node], [data-module]");
  return dragged && row !== dragged ? row : null;
}

/** Send the move of a row to where it was dropped. */
function drop(dragged, target) {
  const list = target.closest("[data-module]");
  if (dragged.dataset.module) {
    send({ act: "move", node: dragged.dataset.module, place: [...tree.querySelectorAll("[data-module]")].indexOf(list) });
    return;
  }
  const rows = [...list.querySelectorAll("[data-node]")].filter((row) => row !== dragged);
  const place = target.dataset.node ? rows.indexOf(target) : 0;
  send({ act: "move", node: dragged.dataset.node, module: list.dataset.module, place });
}

function moveByDragging() {
  let dragged = null;
  const clear = () => tree.querySelectorAll("[data-drop]").forEach((row) => delete row.dataset.drop);
  for (const handle of tree.querySelectorAll("[data-handle]")) {
    handle.hidden = false;
    const row = handle.closest("[data-node], [data-module]");
    handle.addEventListener("pointerdown", () => { row.draggable = true; });
    row.addEventListener("dragstart", (event) => {
      if (dragged) return;
      dragged = row;
      row.dataset.dragging = "";
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.node ?? row.dataset.module);
    });
    row.addEventListener("dragend", () => {
      row.draggable = false;
      delete row.dataset.dragging;
      dragged = null;
      clear();
    });
  }
  tree.addEventListener("dragover", (event) => {
    const target = landing(dragged, event.target);
    if (!target) return;
    event.preventDefault();
    clear();
    target.dataset.drop = "";
  });
  tree.addEventListener("drop", (event) => {
    const target = landing(dragged, event.target);
    if (!target) return;
    event.preventDefault();
    drop(dragged, target);
  });
}

if (tree && token) {
  document.querySelector("[data-arrange-help]").hidden = false;
  focusMoved();
  moveByKeys();
  moveByDragging();
}
