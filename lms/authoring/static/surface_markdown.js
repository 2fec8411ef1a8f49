// A lesson's Markdown as a document to edit, and back. What the page view can't show (self-checks, videos, the texts of
// footnotes, code) is a block of its source; a block that nobody touched is written back as it was read, sign by sign.

import { TABLE_BLOCKS, tableLines, tableSpecs, tableTokens } from "./surface_tables.js";
import { MarkdownIt, MarkdownParser, MarkdownSerializer, Schema, defaultMarkdownSerializer } from "./vendor/prosemirror.js";

const CALLOUTS = ["note", "tip", "important", "warning", "example"];
const CALLOUT = new RegExp(`^\\[!(${CALLOUTS.join("|")})\\][ \\t]*(?:\\n|$)`, "i");

const inside = (tag, attrs = {}) => [tag, attrs, 0];

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => inside("p") },
    heading: {
      attrs: { level: { default: 2 } },
      content: "inline*",
      group: "block",
      defining: true,
      // A lesson's title is its first heading: what was pasted begins below it.
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: Math.max(2, level) } })),
      toDOM: (node) => inside(`h${node.attrs.level}`),
    },
    blockquote: {
      attrs: { callout: { default: null } },
      content: "block+",
      group: "block",
      defining: true,
      parseDOM: [{ tag: "blockquote", getAttrs: (dom) => ({ callout: dom.dataset.callout ?? null }) }],
      toDOM: (node) => inside("blockquote", node.attrs.callout ? { "data-callout": node.attrs.callout } : {}),
    },
    bullet_list: {
      attrs: { tight: { default: true } },
      content: "list_item+",
      group: "block",
      parseDOM: [{ tag: "ul" }],
      toDOM: () => inside("ul"),
    },
    ordered_list: {
      attrs: { tight: { default: true }, order: { default: 1 } },
      content: "list_item+",
      group: "block",
      parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ order: dom.start || 1 }) }],
      toDOM: (node) => inside("ol", node.attrs.order === 1 ? {} : { start: node.attrs.order }),
    },
    list_item: { content: "block+", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => inside("li") },
    ...tableSpecs,
    horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
    source: {
      attrs: { kind: { default: "code" } },
      content: "text*",
      marks: "",
      group: "block",
      code: true,
      defining: true,
      isolating: true,
      parseDOM: [{ tag: "pre", preserveWhitespace: "full", getAttrs: (dom) => ({ kind: dom.dataset.source ?? "code" }) }],
      toDOM: (node) => ["pre", { "data-source": node.attrs.kind }, ["code", 0]],
    },
    text: { group: "inline" },
    image: {
      inline: true,
      group: "inline",
      draggable: true,
      attrs: { src: {}, alt: { default: "" }, title: { default: null } },
      parseDOM: [{
        tag: "img[data-name]",
        getAttrs: (dom) => ({ src: dom.dataset.name, alt: dom.getAttribute("alt") ?? "", title: dom.getAttribute("title") }),
      }],
      toDOM: (node) => ["img", { src: addressOf(node.attrs.src), "data-name": node.attrs.src, alt: node.attrs.alt }],
    },
    hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
    footnote: {
      inline: true,
      group: "inline",
      attrs: { label: {} },
      parseDOM: [{ tag: "sup[data-footnote]", getAttrs: (dom) => ({ label: dom.dataset.footnote }) }],
      toDOM: (node) => ["sup", { "data-footnote": node.attrs.label }, `[${node.attrs.label}]`],
    },
    formula: {
      inline: true,
      group: "inline",
      attrs: { tex: {} },
      parseDOM: [{ tag: "code[data-tex]", getAttrs: (dom) => ({ tex: dom.dataset.tex }) }],
      toDOM: (node) => ["code", { "data-tex": node.attrs.tex }, node.attrs.tex],
    },
  },
  marks: {
    link: {
      attrs: { href: {}, title: { default: null } },
      inclusive: false,
      parseDOM: [{
        tag: "a[href]",
        getAttrs: (dom) => isSafe(dom.getAttribute("href")) && { href: dom.getAttribute("href"), title: dom.getAttribute("title") },
      }],
      // Never followed in the editor: the address is shown, not used.
      toDOM: (mark) => ["a", { "data-href": mark.attrs.href, title: mark.attrs.href }, 0],
    },
    em: { parseDOM: [{ tag: "i" }, { tag: "em" }, { style: "font-style=italic" }], toDOM: () => inside("em") },
    strong: {
      parseDOM: [
        { tag: "strong" },
        { tag: "b", getAttrs: (dom) => dom.style.fontWeight !== "normal" && null },
        { style: "font-weight", getAttrs: (value) => /^(bold(er)?|[6-9]\d\d)$/.test(value) && null },
      ],
      toDOM: () => inside("strong"),
    },
    code: { parseDOM: [{ tag: "code" }], toDOM: () => inside("code") },
  },
});

let media = "";
/** Where the course's images lie, as the beginning of their addresses. */
export const setMedia = (address) => { media = address; };
const addressOf = (name) => (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) ? media + name : "");

/** Whether a link may stand in a lesson: as the server judges it, which has the last word. */
export function isSafe(href) {
  if (!href || /[\u0000- \u007f\\]/.test(href) || href.startsWith("//")) return false;
  return !/^[a-z][a-z0-9+.-]*:/i.test(href) || /^(https?:\/\/|mailto:)/i.test(href);
}

/** A footnote's text at the left margin, with the lines that belong to it. */
function footnoteText(state, startLine, endLine, isTrial) {
  const lineAt = (line) => state.src.slice(state.bMarks[line], state.eMarks[line]);
  if (state.level !== 0) return false;
  if (!/^\[\^[^\]\s]+\]:/.test(lineAt(startLine))) return false;
  if (isTrial) return true;
  let end = startLine + 1;
  for (let line = end; line < endLine; line += 1) {
    const text = lineAt(line);
    const follows = /^ {4}|^\t/.test(text) || (text.trim() && lineAt(line - 1).trim() && !/^\[\^[^\]\s]+\]:/.test(text));
    if (text.trim() && !follows) break;
    if (text.trim()) end = line + 1;
  }
  const token = state.push("footnote_text", "", 0);
  token.map = [startLine, end];
  state.line = end;
  return true;
}

function footnoteMark(state, isTrial) {
  const found = /^\[\^([^\]\s]+)\]/.exec(state.src.slice(state.pos));
  if (!found) return false;
  if (!isTrial) state.push("footnote_mark", "", 0).meta = { label: found[1] };
  state.pos += found[0].length;
  return true;
}

/** `$…$` as the server reads it: no space just within, no digit just outside. */
function formula(state, isTrial) {
  const found = /^\$(?!\s)((?:\\[\s\S]|[^\\$\n])+?)(?<!\s)\$(?!\d)/.exec(state.src.slice(state.pos));
  if (!found || /[\d\\$]/.test(state.src[state.pos - 1] ?? "")) return false;
  if (!isTrial) state.push("formula", "", 0).meta = { tex: found[1] };
  state.pos += found[0].length;
  return true;
}

const reader = new MarkdownIt("commonmark", { html: false }).enable("table");
reader.disable(["html_block", "html_inline"]);
reader.block.ruler.before("reference", "footnote_text", footnoteText, { alt: ["paragraph", "reference"] });
reader.block.ruler.before("fence", "formula_block", (state, startLine, endLine, isTrial) => {
  const lineAt = (line) => state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
  if (!lineAt(startLine).startsWith("$$")) return false;
  let line = startLine;
  if (!/^\$\$.+\$\$\s*$/.test(lineAt(line))) {
    do line += 1; while (line < endLine && !lineAt(line).trimEnd().endsWith("$$"));
    if (line >= endLine) return false;
  }
  if (isTrial) return true;
  state.push("formula_block", "", 0).map = [startLine, line + 1];
  state.line = line + 1;
  return true;
}, { alt: ["paragraph", "reference", "blockquote", "list"] });
reader.inline.ruler.before("link", "footnote_mark", footnoteMark);
reader.inline.ruler.before("escape", "formula", formula);
reader.validateLink = isSafe;

/** Whether no paragraph of a list's own items stands on its own. */
function isTight(tokens, index) {
  const { level } = tokens[index];
  const end = tokens.findIndex((token, place) => place > index && token.nesting < 0 && token.level === level);
  return !tokens.slice(index, end).some((token) => token.type === "paragraph_open" && token.level === level + 2 && !token.hidden);
}

const toDocument = new MarkdownParser(schema, { parse: (tokens) => tokens }, {
  paragraph: { block: "paragraph" },
  heading: { block: "heading", getAttrs: (token) => ({ level: Number(token.tag.slice(1)) }) },
  blockquote: { block: "blockquote", getAttrs: (token) => ({ callout: token.meta?.callout ?? null }) },
  list_item: { block: "list_item" },
  bullet_list: { block: "bullet_list", getAttrs: (_, tokens, index) => ({ tight: isTight(tokens, index) }) },
  ordered_list: {
    block: "ordered_list",
    getAttrs: (token, tokens, index) => ({ order: Number(token.attrGet("start") ?? 1), tight: isTight(tokens, index) }),
  },
  ...tableTokens,
  hr: { node: "horizontal_rule" },
  hardbreak: { node: "hard_break" },
  footnote_mark: { node: "footnote", getAttrs: (token) => ({ label: token.meta.label }) },
  formula: { node: "formula", getAttrs: (token) => ({ tex: token.meta.tex }) },
  image: {
    node: "image",
    getAttrs: (token) => ({ src: token.attrGet("src"), alt: token.content, title: token.attrGet("title") }),
  },
  em: { mark: "em" },
  strong: { mark: "strong" },
  link: { mark: "link", getAttrs: (token) => ({ href: token.attrGet("href"), title: token.attrGet("title") }) },
  code_inline: { mark: "code", noCloseToken: true },
});

const BLOCKS = new Set(["paragraph", "heading", "blockquote", "list_item", "bullet_list", "ordered_list", "hr", "inline", ...TABLE_BLOCKS]);
const INLINES = new Set(["text", "softbreak", "hardbreak", "em", "strong", "link", "code_inline", "image", "footnote_mark", "formula"]);
const baseOf = (token) => token.type.replace(/_(open|close)$/, "");

/** Whether the page view can show every part of a block and write it back. */
function isShown(tokens) {
  return tokens.every((token) => BLOCKS.has(baseOf(token))
    && (token.children ?? []).every((child) => INLINES.has(baseOf(child)) && (child.type !== "image" || child.children.every((one) => one.type === "text"))));
}

/** Quotes that begin with `[!NOTE]` become callouts, as on the server. */
function markCallouts(tokens) {
  return tokens.filter((token, index) => {
    const at = ["paragraph_open", "inline", "paragraph_close"].indexOf(token.type);
    const quote = at >= 0 ? tokens[index - at - 1] : null;
    if (quote?.type !== "blockquote_open") return true;
    const inline = tokens[index - at + 1];
    if (at === 0) {
      const found = CALLOUT.exec(inline.content);
      if (!found || inline.children[0]?.type !== "text") return true;
      quote.meta = { callout: found[1].toLowerCase() };
      inline.children = inline.children.slice(inline.children[1]?.type === "softbreak" ? 2 : 1);
    }
    return !(quote.meta?.callout && inline.children.length === 0);
  });
}

function kindOf(tokens) {
  const [first] = tokens;
  if (first.type !== "fence") return first.type.replace(/_open$/, "");
  return first.info.trim().split(/\s/)[0] || "code";
}

const sourceOf = (kind, text) => schema.nodes.source.create({ kind }, text ? schema.text(text) : null);

/** What each block was read from, as long as it is that very block. */
const sources = new WeakMap();

/** The document that a lesson's text says. */
export function parse(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks = [];
  let next = 0;
  const leave = (until) => {
    const rest = lines.slice(next, until).join("\n").trim();
    if (rest) blocks.push(sourceOf("definition", rest));
    next = until;
  };
  for (const group of groupsOf(reader.parse(lines.join("\n"), {}))) {
    const [from, to] = group[0].map;
    leave(from);
    const written = lines.slice(from, to).join("\n").trimEnd();
    const shown = isShown(group) ? shownAs(markCallouts(group)) : null;
    const found = shown ?? [sourceOf(kindOf(group), written)];
    if (found.length === 1) sources.set(found[0], written);
    blocks.push(...found);
    next = to;
  }
  leave(lines.length);
  return schema.nodes.doc.create(null, blocks.length ? blocks : [schema.nodes.paragraph.create()]);
}

/** The blocks of some tokens, or null where our schema has no place for them (an item that begins with a quote…). */
function shownAs(tokens) {
  try {
    const found = toDocument.parse(tokens);
    found.check();
    return found.content.content.length ? found.content.content : null;
  } catch {
    return null;
  }
}

function groupsOf(tokens) {
  const groups = [];
  let depth = 0;
  for (const token of tokens) {
    if (depth === 0) groups.push([]);
    groups.at(-1).push(token);
    depth += token.nesting;
  }
  return groups;
}

const { nodes, marks } = defaultMarkdownSerializer;
const writer = new MarkdownSerializer({
  ...nodes,
  blockquote(state, node) {
    state.wrapBlock("> ", null, node, () => {
      if (node.attrs.callout) {
        state.write(`[!${node.attrs.callout.toUpperCase()}]`);
        state.ensureNewLine();
      }
      state.renderContent(node);
    });
  },
  bullet_list(state, node) {
    state.renderList(node, "  ", () => "- ");
  },
  table(state, node) {
    for (const line of tableLines(node, lineOf)) {
      state.write(line);
      state.ensureNewLine();
    }
    state.closeBlock(node);
  },
  table_row(state, node) {
    state.renderContent(node);
  },
  table_header: nodes.paragraph,
  table_cell: nodes.paragraph,
  source(state, node) {
    state.text(node.textContent, false);
    state.closeBlock(node);
  },
  footnote(state, node) {
    state.write(`[^${node.attrs.label}]`);
  },
  formula(state, node) {
    state.write(`$${node.attrs.tex}$`);
  },
}, marks, { escapeExtraCharacters: /[$<&]/g });

/** The text of a cell, as a paragraph would be written. */
function lineOf(cell) {
  return writer.serialize(schema.nodes.doc.create(null, [schema.nodes.paragraph.create(null, cell.content)]));
}

function written(block, isFresh) {
  if (!isFresh && sources.has(block)) return sources.get(block);
  if (block.type === schema.nodes.source) return block.textContent.trimEnd();
  const text = writer.serialize(schema.nodes.doc.create(null, [block]), { tightLists: true }).trimEnd();
  return text.replace(/^((?:[ >]|[-*] |\d+\. )*\d+)\)(?=\s|$)/gm, "$1\\)"); // "1)" begins a list too
}

/** The text of a document. `isFresh` writes every block anew, those that nobody touched too: tests ask for it. */
export function serialise(document, isFresh = false) {
  const found = document.content.content.map((block) => written(block, isFresh)).filter((text) => text.trim());
  return found.length ? `${found.join("\n\n")}\n` : "";
}
