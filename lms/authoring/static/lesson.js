// The lesson editor: saves two seconds after typing stops, keeps what is typed on this device until the server has it,
// counts words, inserts marks, shows the page as learners will see it. Without this script, Save does it all.

import { Kept, typed } from "./kept.js";
import { Surface, chooseView, chosenView } from "./surface.js";

const form = document.querySelector("form[data-editor]");
const WAIT = 2000;
const RETRY = 10000;
/** Replies that have a sentence of their own. */
const WHY = { 401: "signedOut", 413: "tooLarge", 419: "signedOut" };
const PER_MINUTE = 200;
const MARKS = {
  heading: ["\n## ", "", "…"],
  subheading: ["\n### ", "", "…"],
  bold: ["**", "**", "…"],
  italic: ["*", "*", "…"],
  list: ["\n- ", "", "…"],
  numbers: ["\n1. ", "", "…"],
  quote: ["\n> ", "\n", "…"],
  link: ["[", "](https://)", "…"],
  note: ["\n> [!NOTE]\n> ", "\n", "…"],
  formula: ["$", "$", "x^2"],
  footnote: ["[^", "]", "1"],
  table: ["\n| A | B |\n| --- | --- |\n| ", " | |\n", "…"],
  check: ["\n```check\nid: check-1\ntype: single_choice\nstem: ", "\noptions:\n  - id: a\n    text: …\n    correct: true\n  - id: b\n    text: …\n    feedback: …\nexplanation: …\n```\n", "…"],
  video: ["\n```video\ntitle: ", "\nfile: ….mp4\nposter: ….png\ncaptions: ….vtt\ntranscript: |\n  …\n```\n", "…"],
};

const texts = form ? [...form.querySelectorAll("textarea, input[type=text]")].filter((one) => one.name) : [];
const surfaces = new Map();
const status = document.querySelector("[data-saved]");
let timer = 0;
let isSaving = false;
let isDirty = false;
let isStale = false;
let isWaiting = false;

const kept = form && new Kept(form, document.querySelector("[data-kept]"), () => {
  texts.forEach(count);
  changed();
});

function changed() {
  isDirty = true;
  kept.keep();
  clearTimeout(timer);
  if (!isStale) timer = setTimeout(save, WAIT);
}

/** Send what is typed as an autosave; a refusal or a lost network leaves it on the device and says so. */
async function save() {
  if (isSaving || isStale) return;
  isSaving = true;
  isDirty = false;
  status.textContent = form.dataset.saving;
  const sent = JSON.stringify(typed(form));
  const body = new FormData(form);
  body.set("autosave", "1");
  try {
    const reply = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (reply.status === 409) {
      isStale = true;
      status.textContent = form.dataset.stale;
      return;
    }
    if (WHY[reply.status]) throw new Error(form.dataset[WHY[reply.status]]);
    const told = await reply.json();
    if (!reply.ok) throw new Error(told.error);
    form.elements.version.value = told.version;
    if (sent === JSON.stringify(typed(form))) kept.drop();
    status.textContent = `${form.dataset.savedNow} ${new Date().toLocaleTimeString(document.documentElement.lang)}`;
    refreshPreviews();
  } catch (error) {
    isDirty = true;
    status.textContent = error.message && !(error instanceof TypeError) ? error.message : form.dataset.unsaved;
    if (!kept.works) status.textContent += ` ${form.dataset.unkept}`;
    clearTimeout(timer);
    timer = setTimeout(save, RETRY);
  } finally {
    isSaving = false;
    if (isWaiting) form.requestSubmit();
    else if (isDirty && !isStale) {
      clearTimeout(timer);
      timer = setTimeout(save, WAIT);
    }
  }
}

function count(text) {
  const place = document.getElementById(text.getAttribute("aria-describedby")?.split(" ")[0]);
  if (!place?.dataset.count) return;
  const words = text.value.replace(/```(?:check|video)\n[\s\S]*?```/g, " ").match(/[\p{L}\p{N}’'-]+/gu)?.length ?? 0;
  const minutes = Math.max(1, Math.ceil(words / PER_MINUTE));
  place.textContent = place.dataset.count.replace("{words}", words).replace("{minutes}", minutes);
}

function enhanceTools() {
  for (const tools of form.querySelectorAll("[data-tools]")) {
    const text = document.getElementById(tools.dataset.tools);
    const surface = new Surface(text, tools, ask);
    surfaces.set(text, surface);
    tools.hidden = false;
    surface.open(chosenView() === "page");
    tools.addEventListener("mousedown", (event) => { if (event.target.closest("button")) event.preventDefault(); });
    tools.addEventListener("click", (event) => {
      const view = event.target.closest("[data-mode]")?.dataset.mode;
      if (view) showView(view, surface);
      const name = event.target.closest("[data-insert]")?.dataset.insert;
      const [before, after, empty] = MARKS[name] ?? [];
      if (name && surface.isOpen) return void surface.run(name, inserted(name, text));
      if (before === undefined) return;
      const { selectionStart: start, selectionEnd: end } = text;
      const chosen = text.value.slice(start, end) || empty;
      text.focus();
      text.setRangeText(before + chosen + after, start, end, "end");
      text.setSelectionRange(start + before.length, start + before.length + chosen.length);
      count(text);
      changed();
    });
  }
}

/** All texts in the view that was chosen, the cursor where it was asked for. */
function showView(view, surface) {
  chooseView(view);
  surfaces.forEach((one) => one.open(view === "page"));
  surface.focus();
}

/** What a button writes into a text; a footnote gets the next free number, with its text. */
function inserted(name, text) {
  if (name !== "footnote") return (MARKS[name] ?? []).slice(0, 1).concat(MARKS[name]?.[2] ?? "", MARKS[name]?.[1] ?? "").join("");
  const numbers = [...text.value.matchAll(/\[\^(\d+)\]/g)].map((found) => Number(found[1]));
  const number = Math.max(0, ...numbers) + 1;
  return `…[^${number}]\n\n[^${number}]: …\n`;
}

/** What the author answers in the dialog of that name; null when it was left. */
function ask(name, value) {
  const dialog = document.querySelector(`dialog[data-ask=${name}]`);
  const field = dialog.querySelector("input");
  field.value = value;
  dialog.returnValue = "";
  dialog.showModal();
  field.select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok" ? field.value.trim() : null), { once: true });
  });
}

async function refresh(details) {
  const body = new FormData(form);
  body.set("language", details.dataset.previewOf);
  const reply = await fetch(form.dataset.preview, { method: "POST", body });
  if (reply.ok) details.querySelector("[data-preview-place]").innerHTML = await reply.text();
}

const refreshPreviews = () => form.querySelectorAll("[data-preview-of][open]").forEach(refresh);

function enhancePreviews() {
  for (const details of form.querySelectorAll("[data-preview-of]")) {
    details.hidden = false;
    details.addEventListener("toggle", () => { if (details.open) refresh(details); });
  }
}

/** A file is sent in place, and what shows it is written where the cursor was. */
function enhanceFiles() {
  const files = document.querySelector("form[data-files]");
  const refusal = files.querySelector("[data-files-error]");
  let place = form.querySelector("textarea");
  form.addEventListener("focusin", (event) => {
    place = event.target.closest(".lesson-language")?.querySelector("textarea") ?? place;
  });
  files.addEventListener("submit", async (event) => {
    event.preventDefault();
    refusal.hidden = true;
    try {
      const sent = { method: "POST", body: new FormData(files), headers: { Accept: "application/json" } };
      const reply = await fetch(files.action, sent);
      const told = await reply.json();
      if (!reply.ok) throw new Error(told.error);
      const surface = surfaces.get(place);
      if (surface?.isOpen) surface.insert(told.markdown);
      else place.setRangeText(`\n${told.markdown}\n`, place.selectionStart, place.selectionEnd, "end");
      (surface ?? place).focus();
      files.reset();
      changed();
    } catch (error) {
      refusal.textContent = error instanceof TypeError ? form.dataset.unsaved : error.message;
      refusal.hidden = false;
    } finally {
      delete files.dataset.sent;
      files.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
    }
  });
}

if (form) {
  enhanceFiles();
  enhanceTools();
  kept.begin();
  isDirty = Boolean(form.dataset.refused);
  enhancePreviews();
  for (const text of texts) {
    count(text);
    text.addEventListener("input", () => { count(text); changed(); });
  }
  form.addEventListener("editor:pictures", () => {
    const refusal = document.querySelector("[data-files-error]");
    refusal.textContent = form.dataset.pictures;
    refusal.hidden = false;
  });
  form.addEventListener("change", (event) => { if (!texts.includes(event.target)) changed(); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (isSaving) { // its answer brings the version over which to save
      isWaiting = true;
      event.preventDefault();
      return;
    }
    if (isDirty) kept.keep(true);
    isDirty = false;
  });
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    form.requestSubmit();
  });
  window.addEventListener("beforeunload", (event) => { if (isDirty || isSaving) event.preventDefault(); });
}
