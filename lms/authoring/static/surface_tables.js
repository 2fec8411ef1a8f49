// Tables of the page view: their cells hold one line of text each, their first row is the heading, as Markdown has it.

import {
  TextSelection, addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, goToNextCell, isInTable, selectedRect, tableNodes,
} from "./vendor/prosemirror.js";

/** The nodes of the schema. A column's alignment is kept by its cells. */
export const tableSpecs = tableNodes({
  tableGroup: "block",
  cellContent: "inline*",
  cellAttributes: {
    align: {
      default: null,
      getFromDOM: (dom) => dom.dataset.align ?? null,
      setDOMAttr: (value, attrs) => { if (value) attrs["data-align"] = value; },
    },
  },
});

const cell = (block) => ({
  block,
  getAttrs: (token) => ({ align: /text-align:\s*(left|center|right)/.exec(token.attrGet("style") ?? "")?.[1] ?? null }),
});
/** How the reader's tokens become these nodes. */
export const tableTokens = {
  table: { block: "table" },
  thead: { ignore: true },
  tbody: { ignore: true },
  tr: { block: "table_row" },
  th: cell("table_header"),
  td: cell("table_cell"),
};
export const TABLE_BLOCKS = Object.keys(tableTokens);

const RULES = { left: ":---", center: ":---:", right: "---:" };
const childrenOf = (node) => node.content.content;

/** The lines of a table; `textOf` writes the text of a cell. */
export function tableLines(table, textOf) {
  const rows = childrenOf(table).map(childrenOf);
  const width = Math.max(...rows.map((row) => row.length));
  const line = (texts) => `| ${Array.from({ length: width }, (_, index) => texts[index] ?? "").join(" | ")} |`;
  const words = (row) => row.map((one) => textOf(one).trim().replace(/\\?\n/g, " ").replace(/\|/g, "\\|"));
  const [head, ...body] = rows;
  const rules = head.map((one) => RULES[one.attrs.align] ?? "---");
  return [line(words(head)), line([...rules, ...Array(width - rules.length).fill("---")]), ...body.map((row) => line(words(row)))];
}

/** The cell below, or a new paragraph after the table. */
function goDown(state, dispatch) {
  if (!isInTable(state)) return false;
  const { bottom, left, map, tableStart } = selectedRect(state);
  if (bottom >= map.height) return leaveTable(state, dispatch);
  const at = tableStart + map.map[bottom * map.width + left] + 1;
  dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, at)).scrollIntoView());
  return true;
}

function leaveTable(state, dispatch) {
  if (!isInTable(state)) return false;
  const { tableStart, table } = selectedRect(state);
  const after = tableStart - 1 + table.nodeSize;
  const change = state.tr.insert(after, state.schema.nodes.paragraph.create());
  dispatch?.(change.setSelection(TextSelection.create(change.doc, after + 1)).scrollIntoView());
  return true;
}

/** In a table: Tab to the next cell, and out of the table after its last one, as everywhere on the page. */
export const tableKeys = {
  Tab: goToNextCell(1),
  "Shift-Tab": goToNextCell(-1),
  Enter: goDown,
  "Shift-Enter": isInTable, // a cell has one line
  "Mod-Enter": leaveTable,
};

export const tableCommands = { addRow: addRowAfter, addColumn: addColumnAfter, deleteRow, deleteColumn, deleteTable };
