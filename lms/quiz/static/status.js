// Says the truth about what is saved: at each question, overall, in the list of questions, and in notices.
const LONG_MS = 20_000;

export class Status {
  constructor({ root, form, words, announce, shownTime }) {
    Object.assign(this, { root, form, words, announce, shownTime, troubled: false, hasSaved: false, kind: null });
    this.overall = document.querySelector("[data-save-status]");
    this.text = document.querySelector("[data-save-text]");
    setInterval(() => this.offer(), 2000);
  }

  notice(name) { return this.root.querySelector(`[data-notice="${name}"]`); }

  show(name, text) {
    const place = this.notice(name);
    if (text !== undefined) place.querySelector("[data-notice-text]").textContent = text;
    place.hidden = false;
  }

  hide(...names) { for (const name of names) this.notice(name).hidden = true; }

  said(state, savedAt) {
    if (state === "saved") return savedAt ? this.words.saved.replace("{time}", this.shownTime(savedAt)) : "";
    return { saving: this.words.saving, unsaved: this.words.unsavedShort }[state] ?? this.words.refusedShort;
  }

  /** From what each answer is now. Announces nothing. */
  refresh() {
    const all = this.saver.all.filter((one) => one.attempt === this.attempt);
    for (const one of this.saver.questions) this.atQuestion(one);
    for (const entry of this.form.querySelectorAll("[data-place]")) this.inList(entry, all);
    const live = all.filter((one) => one.element || !one.closed);
    const worst = ["closed", "refused", "unsaved", "saving"].find((state) => live.some((one) => one.state === state)) ?? "saved";
    const last = all.map((one) => one.savedAt).filter(Boolean).sort().at(-1);
    const text = { closed: this.words.refusedShort, refused: this.words.refused, unsaved: this.words.unsaved }[worst] ?? this.said(worst, last);
    this.overall.dataset.state = { closed: "unsaved", refused: "unsaved" }[worst] ?? worst;
    if (text) this.text.textContent = text;
    if (worst === "saved") this.hide("unsent");
  }

  atQuestion(question) {
    const place = question.element.querySelector("[data-question-status]");
    if (!place) return;
    const { state } = question;
    const text = this.said(state, question.savedAt);
    place.hidden = !text;
    place.dataset.state = ["refused", "closed"].includes(state) ? "unsaved" : state;
    place.querySelector("[data-question-status-text]").textContent = text;
    if (!question.refused && !question.closed) question.element.querySelector("[data-question-error]").hidden = true;
  }

  inList(entry, all) {
    const slot = Number(entry.dataset.place);
    const here = this.saver.questions.find((one) => one.slot === slot);
    const state = entry.querySelector(".palette-state");
    const piece = (name) => this.root.querySelector(`template[data-place-state="${name}"]`).content.cloneNode(true);
    const isAnswered = here ? here.isAnswered : entry.classList.contains("palette-answered");
    const isFlagged = here ? here.flag?.checked : Boolean(state.querySelector(".icon-flag"));
    const isUnsent = all.some((one) => one.slot === slot && one.state !== "saved" && one.state !== "saving");
    entry.classList.toggle("palette-answered", isAnswered);
    entry.classList.toggle("palette-unanswered", !isAnswered);
    state.replaceChildren(
      piece(isAnswered ? "answered" : "unanswered"),
      ...(isFlagged ? [" ", piece("flagged")] : []), ...(isUnsent ? [" ", piece("unsent")] : []),
    );
  }

  saved(one) {
    const entry = one.element ? null : this.form.querySelector(`[data-place="${one.slot}"]`);
    if (one.attempt === this.attempt) entry?.classList.toggle("palette-answered", one.lines.length > 0);
    this.refresh();
    if (this.saver.hasUnsent) return;
    this.hide("offline", "signed-out", "somebody-else", "unsent");
    if (this.troubled) this.announce(this.words.online);
    else if (!this.hasSaved && one.element) this.announce(this.text.textContent);
    Object.assign(this, { hasSaved: true, troubled: false, kind: null });
  }

  trouble(kind) {
    this.refresh();
    const names = { offline: "offline", signedOut: "signed-out", somebodyElse: "somebody-else" };
    for (const [other, name] of Object.entries(names)) this.notice(name).hidden = other !== kind;
    if (this.kind !== kind) this.announce({ offline: this.words.offline, signedOut: this.words.signedOut, somebodyElse: this.words.somebodyElse }[kind] ?? this.words.unsaved);
    Object.assign(this, { troubled: true, kind });
  }

  refused(one, message) {
    this.refresh();
    const place = one.element?.querySelector("[data-question-error]");
    const text = one.element ? message : `${this.words.question.replace("{number}", one.slot)}: ${message}`;
    if (place) {
      place.textContent = text;
      place.hidden = false;
    }
    this.announce(text);
  }

  /** The attempt ended: the page takes no more, and says what became of what was typed. */
  over(one, told, isKept) {
    if (one.attempt !== this.attempt) return;
    this.lock();
    this.refresh();
    this.left = [...(this.left ?? []), { ...one.entry }];
    if (!isKept) this.left = this.saver.all.filter((each) => each.closed).map((each) => each.entry);
    this.ended(told.message || this.words.refused, this.left.length > 0);
  }

  /** No answer can be given here any more. */
  ended(text, isLeft = false) {
    this.lock();
    this.show("over", text);
    this.notice("over").querySelector("[data-download]").hidden = !isLeft;
    if (!this.isOver) {
      this.notice("over").scrollIntoView({ block: "center" });
      this.announce(text);
    }
    this.isOver = true;
  }

  lock() {
    for (const question of this.saver.questions) {
      question.note();
      question.isLocked = true;
      question.element.disabled = true;
    }
  }

  unlock() {
    for (const question of this.saver.questions) {
      question.isLocked = false;
      question.element.disabled = false;
    }
  }

  restored(questions) {
    const text = this.words.restored.replace("{numbers}", questions.map((one) => one.slot).sort((a, b) => a - b).join(", "));
    this.show("restored", text);
    this.announce(text);
  }

  /** What stays unsent for long may be downloaded. */
  offer() {
    const { unsent } = this.saver;
    const refused = this.saver.all.filter((one) => one.refused);
    const isLong = unsent.some((one) => performance.now() - one.since > LONG_MS);
    if (isLong && this.notice("unsent").hidden) {
      this.show("unsent", this.words.unsentLong);
      this.announce(this.words.unsentLong);
    }
    if (!unsent.length && !refused.length) this.hide("unsent");
  }

  /** What the last resort holds. */
  get toDownload() {
    return this.left ?? this.saver.all.filter((one) => one.isUnsent || one.refused).map((one) => one.entry);
  }

  clock(told) { this.onClock?.(told); }
}
