// The page view of a lesson's text: what you see is what learners read. The text field beside it stays the truth, and is
// what is saved; without this script it is all there is. Markdown in, Markdown out: see surface_markdown.js.

import { cleaned, holdsPictures } from "./surface_paste.js";
import { tableCommands, tableKeys } from "./surface_tables.js";
import { isSafe, parse, schema, serialise, setMedia } from "./surface_markdown.js";
import {
  EditorState, EditorView, Fragment, Selection, Slice, TextSelection, baseKeymap, chainCommands, exitCode, gapCursor, history, inputRules, isInTable, keymap,
  lift, liftListItem, newlineInCode, redo, setBlockType, sinkListItem, splitListItem, tableEditing, textblockTypeInputRule, toggleMark, undo,
  wrapIn, wrapInList, wrappingInputRule,
} from "./vendor/prosemirror.js";

const { nodes, marks } = schema;
const CHOICE = "tremplin-editor-view";

const typing = inputRules({
  rules: [
    textblockTypeInputRule(/^(#{2,4})\s$/, nodes.heading, (found) => ({ level: found[1].length })),
    wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
    wrappingInputRule(/^(\d+)\.\s$/, nodes.ordered_list, (found) => ({ order: Number(found[1]) })),
    wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
  ],
});

/** An arrow down at the end of a last block of source leads to a new paragraph, not nowhere. */
function leaveSource(state, dispatch) {
  const { $head, empty } = state.selection;
  if (!empty || $head.parent.type !== nodes.source || $head.pos !== $head.end() || $head.after() !== state.doc.content.size) return false;
  return exitCode(state, dispatch);
}

function breakLine(state, dispatch) {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
}

const keys = keymap({
  "Mod-z": undo,
  "Mod-y": redo,
  "Mod-Shift-z": redo,
  "Mod-b": toggleMark(marks.strong),
  "Mod-i": toggleMark(marks.em),
  "Mod-e": toggleMark(marks.code),
  "Mod-[": liftListItem(nodes.list_item),
  "Mod-]": sinkListItem(nodes.list_item),
  "Shift-Enter": chainCommands(newlineInCode, breakLine),
  "Mod-Enter": exitCode,
  ArrowDown: leaveSource,
  Enter: splitListItem(nodes.list_item),
});

const isIn = (state, type) => {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === type) return true;
  return false;
};
const isMarked = (state, type) => {
  const { from, to, empty, $from } = state.selection;
  return Boolean(empty ? type.isInSet(state.storedMarks ?? $from.marks()) : state.doc.rangeHasMark(from, to, type));
};
const toggleBlock = (type, attrs, isSame) => (state, dispatch) => {
  const here = state.selection.$from.parent;
  return here.type === type && isSame(here) ? setBlockType(nodes.paragraph)(state, dispatch) : setBlockType(type, attrs)(state, dispatch);
};
const toggleList = (type) => (state, dispatch) => (isIn(state, type) ? liftListItem(nodes.list_item)(state, dispatch) : wrapInList(type)(state, dispatch));
const toggleQuote = (attrs) => (state, dispatch) => (isIn(state, nodes.blockquote) ? lift(state, dispatch) : wrapIn(nodes.blockquote, attrs)(state, dispatch));

const COMMANDS = {
  heading: toggleBlock(nodes.heading, { level: 2 }, (one) => one.attrs.level === 2),
  subheading: toggleBlock(nodes.heading, { level: 3 }, (one) => one.attrs.level === 3),
  bold: toggleMark(marks.strong),
  italic: toggleMark(marks.em),
  list: toggleList(nodes.bullet_list),
  numbers: toggleList(nodes.ordered_list),
  quote: toggleQuote(null),
  ...tableCommands,
  note: toggleQuote({ callout: "note" }),
  undo,
  redo,
};
const PRESSED = {
  bold: (state) => isMarked(state, marks.strong),
  italic: (state) => isMarked(state, marks.em),
  link: (state) => isMarked(state, marks.link),
  list: (state) => isIn(state, nodes.bullet_list),
  numbers: (state) => isIn(state, nodes.ordered_list),
};

/** A pasted block of a table's source becomes that table. */
function withTables(slice) {
  const isTable = (node) => node.type === nodes.source && node.attrs.kind === "table";
  const blocks = slice.content.content;
  if (!blocks.some(isTable)) return slice;
  const found = blocks.flatMap((node) => (isTable(node) ? parse(node.textContent).content.content : [node]));
  return new Slice(Fragment.from(found), isTable(blocks[0]) ? 0 : slice.openStart, isTable(blocks.at(-1)) ? 0 : slice.openEnd);
}

/** The page view of one text field. */
export class Surface {
  /** `ask(label, value)` gives a promise of what the author typed, null for nothing. */
  constructor(text, tools, ask) {
    this.text = text;
    this.tools = tools;
    this.ask = ask;
    setMedia(text.dataset.media ?? "");
    this.host = document.createElement("div");
    this.host.className = "surface input";
    this.host.hidden = true;
    text.after(this.host);
    this.view = new EditorView(this.host, {
      state: this.stateOf(""),
      attributes: {
        class: "prose",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": text.dataset.label,
        "aria-describedby": text.getAttribute("aria-describedby") ?? "",
        lang: text.closest("[lang]")?.lang ?? "",
        spellcheck: "true",
      },
      transformPasted: withTables,
      transformPastedHTML: (html) => {
        if (holdsPictures(html)) text.dispatchEvent(new Event("editor:pictures", { bubbles: true }));
        return cleaned(html);
      },
      clipboardTextSerializer: (slice) => serialise(schema.nodes.doc.create(null, nodes.doc.contentMatch.fillBefore(slice.content, true)?.append(slice.content) ?? slice.content)),
      dispatchTransaction: (change) => this.apply(change),
    });
    document.querySelector(`label[for="${text.id}"]`)?.addEventListener("click", (event) => {
      if (!this.isOpen) return;
      event.preventDefault();
      this.view.focus();
    });
    text.addEventListener("editor:set", () => { if (this.isOpen) this.read(); });
  }

  get isOpen() {
    return !this.host.hidden;
  }

  stateOf(markdown) {
    return EditorState.create({ doc: parse(markdown), plugins: [typing, keymap(tableKeys), keys, keymap(baseKeymap), history(), gapCursor(), tableEditing()] });
  }

  read() {
    this.view.updateState(this.stateOf(this.text.value));
    this.showPressed();
  }

  apply(change) {
    this.view.updateState(this.view.state.apply(change));
    if (change.docChanged) {
      this.text.value = serialise(this.view.state.doc);
      this.text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.showPressed();
  }

  showPressed() {
    for (const [name, is] of Object.entries(PRESSED)) {
      this.tools.querySelector(`[data-insert=${name}]`)?.setAttribute("aria-pressed", String(this.isOpen && is(this.view.state)));
    }
    this.tools.querySelector("[data-table-only]").hidden = !(this.isOpen && isInTable(this.view.state));
  }

  /** Show the page, or the source. */
  open(isOpen) {
    if (isOpen) this.read();
    this.host.hidden = !isOpen;
    this.text.hidden = isOpen;
    for (const button of this.tools.querySelectorAll("[data-mode]")) {
      button.setAttribute("aria-pressed", String((button.dataset.mode === "page") === isOpen));
    }
    this.tools.querySelectorAll("[data-page-only]").forEach((one) => { one.hidden = !isOpen; });
    this.showPressed();
  }

  focus() {
    (this.isOpen ? this.view : this.text).focus();
  }

  /** Do what a button of the toolbar says; `markdown` is what it would write into the source. */
  async run(name, markdown) {
    const { state } = this.view;
    if (name === "link") await this.link();
    else if (name === "formula") await this.formula();
    else if (name === "footnote") this.footnote();
    else if (COMMANDS[name]) COMMANDS[name](state, this.view.dispatch, this.view);
    else this.insert(markdown);
    this.view.focus();
  }

  async link() {
    const { state } = this.view;
    if (isMarked(state, marks.link)) return void toggleMark(marks.link)(state, this.view.dispatch);
    const href = await this.ask("link", "https://");
    if (!href || !isSafe(href)) return undefined;
    const { from, to, empty } = state.selection;
    const mark = marks.link.create({ href });
    const change = empty ? state.tr.insert(from, schema.text(href, [mark])) : state.tr.addMark(from, to, mark);
    return void this.view.dispatch(change.scrollIntoView());
  }

  /** A mark at the cursor with the next free number, and its text as the last block. */
  footnote() {
    const numbers = [...this.text.value.matchAll(/\[\^(\d+)\]/g)].map((found) => Number(found[1]));
    const label = String(Math.max(0, ...numbers) + 1);
    const { tr } = this.view.state;
    const at = this.view.state.selection.$to;
    if (at.parent.type === nodes.source) return;
    const text = nodes.source.create({ kind: "footnote_text" }, schema.text(`[^${label}]: …`));
    tr.insert(at.pos, nodes.footnote.create({ label }));
    tr.insert(tr.doc.content.size, text);
    this.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, at.pos + 1)).scrollIntoView());
  }

  async formula() {
    const { selection } = this.view.state;
    const tex = await this.ask("formula", selection.node?.attrs.tex ?? "");
    if (!tex?.trim() || /[$\n]/.test(tex)) return;
    this.view.dispatch(this.view.state.tr.replaceSelectionWith(nodes.formula.create({ tex: tex.trim() })).scrollIntoView());
  }

  /** Put blocks after the one where the cursor is, in the place of an empty one. */
  insert(markdown) {
    const { state } = this.view;
    const { $to } = state.selection;
    const blocks = parse(markdown).content;
    const at = $to.depth ? $to.after(1) : $to.pos;
    const isEmpty = $to.depth === 1 && $to.parent.type === nodes.paragraph && $to.parent.content.size === 0;
    const from = isEmpty ? $to.before(1) : at;
    const change = state.tr.replaceWith(from, at, blocks);
    change.setSelection(Selection.near(change.doc.resolve(Math.min(from + 1, change.doc.content.size)), 1) ?? TextSelection.atEnd(change.doc));
    this.view.dispatch(change.scrollIntoView());
  }
}

/** The view that this author chose last; the page at first. */
export const chosenView = () => {
  try {
    return localStorage.getItem(CHOICE) ?? "page";
  } catch {
    return "page";
  }
};
export const chooseView = (view) => {
  try {
    localStorage.setItem(CHOICE, view);
  } catch {
    // A closed store: the next page begins with the usual view.
  }
};
