// One question's answer on its way: `payload` was sent and is not acknowledged yet, `dirty` says that it changed since.
import { controlsOf, described, fieldsOf, fill, isTouched } from "./answers.js";
import { newKey } from "./outbox.js";

/** An answer of a question that is not on this page, as the outbox kept it. */
export class Elsewhere {
  constructor(entry) {
    Object.assign(this, { ...entry, sending: null, tries: 0, refused: false, settling: false, since: performance.now() });
  }

  get isUnsent() { return !this.closed && (this.dirty || this.payload !== null); }

  /** "saved", "saving", "unsaved" (it was tried), "refused" (it can't be read) or "closed" (the attempt takes no more). */
  get state() {
    if (this.closed) return "closed";
    if (this.refused) return "refused";
    if (!this.isUnsent) return "saved";
    return this.tries || !navigator.onLine ? "unsaved" : "saving";
  }

  /** The next thing to send. A save whose reply was lost is sent again as it was, before anything newer. */
  take() {
    if (!this.payload) {
      this.payload = { sequence: this.base, key: newKey(), ...(this.typedAt && { typed_at: this.typedAt }), ...this.latest };
      this.dirty = false;
    }
    return this.payload;
  }

  get entry() {
    const { attempt, slot, url, prefix, base, payload, dirty, latest, typedAt, stem, lines, copy, closed } = this;
    return { attempt, slot, url, prefix, base, payload, dirty: dirty || this.refused, latest, typedAt, stem, lines, copy, closed };
  }

  /** The server's answer is what counts now. */
  accept() { /* no controls here */ }

  /** How certain an answer is, as lines that a person reads. */
  sure() { return []; }
}

/** A question of this page. */
export class Question extends Elsewhere {
  constructor(element, attempt) {
    super({ attempt, slot: Number(element.dataset.slot), url: element.dataset.saveUrl, prefix: element.dataset.prefix });
    Object.assign(this, { element, payload: null, dirty: false, isLocked: false, latest: null });
    this.sequence = element.querySelector("[data-base]");
    this.flag = element.querySelector("[data-flag]");
  }

  get controls() { return controlsOf(this.element, this.prefix); }

  get certainty() { return [...this.element.querySelectorAll(`[name="certainty-${this.slot}"]`)]; }

  get base() { return Number(this.sequence?.value ?? 0); }

  set base(number) { if (this.sequence) this.sequence.value = number; }

  get stem() { return this.element.querySelector(".question-stem")?.textContent.trim() ?? ""; }

  set stem(text) { /* the page's own words stand */ }

  get lines() { return described(this.controls, this.element); }

  set lines(lines) { /* they follow from the controls */ }

  get isAnswered() { return Object.values(fieldsOf(this.element, this.prefix)).flat().some((value) => value !== ""); }

  get isTouched() { return [...this.element.querySelectorAll("input, select, textarea")].some(isTouched); }

  /** Note what the controls hold now; once the question is locked, what they held before stands. */
  note() {
    if (this.isLocked && this.latest) return;
    const sure = this.certainty.find((control) => control.checked);
    const certainty = this.certainty.length ? { certainty: sure?.value ? Number(sure.value) : null } : {};
    this.latest = { fields: fieldsOf(this.element, this.prefix), flagged: Boolean(this.flag?.checked), ...certainty };
  }

  take() {
    this.note();
    return super.take();
  }

  /** Put an answer back: one of the outbox, or one that another tab saved. */
  show(latest) {
    fill(this.element, this.prefix, latest.fields);
    if (this.flag) this.flag.checked = latest.flagged;
    for (const control of this.certainty) control.checked = control.value === String(latest.certainty ?? "");
    this.latest = latest;
  }

  /** Take up what the outbox kept; whether the page held something else. */
  restore(entry) {
    this.note();
    const isNews = JSON.stringify(this.latest) !== JSON.stringify(entry.latest);
    if (isNews) this.show(entry.latest);
    const { payload, dirty, base, typedAt } = entry;
    Object.assign(this, { payload, dirty, base, typedAt, since: performance.now() });
    return isNews;
  }

  /** The answer that the conflict view shows as the server's, put into this page's own controls. */
  accept(theirs, certainty) {
    fill(this.element, this.prefix, fieldsOf(theirs, this.prefix));
    for (const control of this.certainty) control.checked = control.value === String(certainty ?? "");
    this.note();
  }

  sure(certainty) {
    const chosen = this.certainty.find((control) => control.value && control.value === String(certainty ?? ""));
    return chosen ? [chosen.closest("label").textContent.trim().replace(/\s+/g, " ")] : [];
  }
}
