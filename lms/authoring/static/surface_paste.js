// What is pasted from a word processor: its lists become lists, its tables become tables of our own, and its dress stays out.

const LEVEL = /mso-list:[^;]*level(\d+)/i;
const NUMBERED = /^\s*(?:\d+|[a-z]|[ivxlc]+)[.)]/i;

function parsed(html) {
  return new DOMParser().parseFromString(html.replace(/<!--\[if[\s\S]*?<!\[endif\]-->/g, ""), "text/html");
}

/** Word writes a list as paragraphs with a drawn bullet: what a list is must be said again. */
function buildLists(root) {
  const stack = [];
  for (const item of [...root.querySelectorAll("p")]) {
    const level = Number(LEVEL.exec(item.getAttribute("style") ?? "")?.[1] ?? 0);
    if (!level) {
      stack.length = 0;
      continue;
    }
    const bullet = item.querySelector('[style*="mso-list"]');
    const tag = NUMBERED.test(bullet?.textContent ?? item.textContent) ? "ol" : "ul";
    bullet?.remove();
    if (!stack.length) {
      const list = root.ownerDocument.createElement(tag);
      item.before(list);
      stack.push(list);
    }
    while (stack.length > level) stack.pop();
    while (stack.length < level && stack.at(-1).lastElementChild) {
      const list = root.ownerDocument.createElement(tag);
      stack.at(-1).lastElementChild.append(list);
      stack.push(list);
    }
    const entry = root.ownerDocument.createElement("li");
    const text = root.ownerDocument.createElement("p");
    text.append(...item.childNodes);
    entry.append(text);
    stack.at(-1).append(entry);
    item.remove();
  }
}

/** The words of a cell on one line, its paragraphs apart. */
const wordsOf = (cell) => [...cell.childNodes].map((node) => node.textContent).join(" ");
const cellOf = (cell) => wordsOf(cell).replace(/\s+/g, " ").trim().replace(/[\\|]/g, "\\$&");
const rowOf = (cells, width) => `| ${Array.from({ length: width }, (_, index) => cells[index] ?? "").join(" | ")} |`;

function writeTables(root) {
  for (const table of [...root.querySelectorAll("table")].reverse()) {
    const rows = [...table.rows].map((row) => [...row.cells].map(cellOf));
    const width = Math.max(...rows.map((row) => row.length), 0);
    if (!width) {
      table.remove();
      continue;
    }
    const [head, ...body] = rows;
    const block = root.ownerDocument.createElement("pre");
    block.dataset.source = "table";
    block.textContent = [rowOf(head, width), rowOf(Array(width).fill("---"), width), ...body.map((row) => rowOf(row, width))].join("\n");
    table.replaceWith(block);
  }
}

/** Whether a clipboard's HTML holds pictures: they don't come with it, for a picture needs its words. */
export const holdsPictures = (html) => /<img\b(?![^>]*\bdata-name=)/i.test(html);

/** The HTML of a clipboard as our schema reads it: no script, no style, no picture that is not ours. */
export function cleaned(html) {
  const root = parsed(html).body;
  root.querySelectorAll("style, script, title, meta, link, xml, iframe, object, img:not([data-name])").forEach((one) => one.remove());
  root.querySelectorAll('a[href^="#_ftn"], a[href^="#_edn"]').forEach((one) => one.remove()); // they lead to the document that was left
  buildLists(root);
  if (!root.querySelector("[data-pm-slice]")) writeTables(root); // our own tables are what they should be
  return root.innerHTML;
}
