// Saves answers one by one, soon after a change and at every blur. The outbox holds each until the server has acknowledged it.
import { Elsewhere } from "./unsent.js";

const QUIET_MS = 1000;
const KEEP_MS = 150;
const PRESS_MS = 50;
const LONG_PRESS_MS = 700;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30000;
const REPLY_MS = 15000;
const KEPT = ["save.late", "save.after_submission"];
const ENDED = [...KEPT, "save.submitted", "cohorts.enrolment_ended"];
const TOO_LATE_HERE = ["save.passed", "save.closed"];
const KEEPALIVE_LENGTH = 8000; // in signs: the browser allows 64 KiB for all requests that outlive their page

export class Saver {
  /** `conflict` may be null: then a conflict waits for a page that can show it. */
  constructor({ questions, outbox, access, conflict, ui, tabs }) {
    Object.assign(this, { questions, outbox, access, conflict, ui, tabs });
    Object.assign(this, { elsewhere: [], timers: new Map(), stopped: false, blocked: null, pressedAt: -Infinity });
    ui.saver = this;
    this.watchPresses();
    for (const question of questions) this.watch(question);
  }

  /** What a reply shows moves the page: it waits while a button is being pressed, or the press would miss it. */
  watchPresses() {
    addEventListener("pointerdown", () => { this.pressedAt = performance.now(); }, true);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { this.pressedAt = -Infinity; }, true);
  }

  get isPressed() { return performance.now() - this.pressedAt < LONG_PRESS_MS; }

  get all() { return [...this.elsewhere, ...this.questions]; }

  get unsent() { return this.all.filter((one) => one.isUnsent); }

  get hasUnsent() { return this.unsent.length > 0; }

  get isBusy() { return !this.stopped && this.all.some((one) => one.isUnsent || one.sending); }

  watch(question) {
    const changed = (event) => {
      if (event.target.name && !question.isLocked) this.change(question, event.type === "change" ? 200 : QUIET_MS);
    };
    question.element.addEventListener("input", changed);
    question.element.addEventListener("change", changed);
    question.element.addEventListener("focusout", () => { if (question.dirty) this.later(question, this.isPressed ? PRESS_MS : 0); });
    if (question.isTouched) this.change(question, 0);
  }

  /** The learner changed an answer: on this device at once, on the server soon. */
  change(question, wait) {
    if (!question.isUnsent) question.since = performance.now();
    question.note();
    Object.assign(question, { dirty: true, refused: false, typedAt: Date.now() });
    clearTimeout(question.keeping);
    question.keeping = setTimeout(() => this.keep(question), wait ? KEEP_MS : 0);
    this.ui.refresh();
    this.later(question, wait);
  }

  keep(one) {
    clearTimeout(one.keeping);
    return one.isUnsent || one.refused || one.closed ? this.outbox.put(one.entry) : this.outbox.remove(one);
  }

  /** Take up what earlier pages left behind; what this page can show is shown, and the learner is told. */
  async restore() {
    const restored = [];
    for (const entry of (await this.outbox.adopt()).reverse()) {
      const question = this.questions.find((one) => one.attempt === entry.attempt && one.slot === entry.slot);
      if (!question || question.isUnsent || question.refused || entry.closed) {
        this.elsewhere.unshift(new Elsewhere(entry));
        continue;
      }
      if (question.restore(entry)) restored.push(question);
      this.keep(question);
      this.outbox.remove(entry);
    }
    if (this.hasUnsent) this.ui.refresh();
    if (restored.length) this.ui.restored(restored);
    this.flushNow();
  }

  later(one, wait) {
    clearTimeout(this.timers.get(one));
    this.timers.set(one, setTimeout(() => this.send(one), wait));
  }

  /** Send what is due of one answer; one save at a time, so that each names the number before it. */
  send(one) {
    clearTimeout(this.timers.get(one));
    if (this.stopped || this.blocked || one.sending || one.settling || !one.isUnsent) return one.sending;
    if (this.isPressed) return this.later(one, PRESS_MS);
    const payload = one.take();
    this.keep(one);
    one.sending = this.post(one, payload)
      .catch(() => this.retry(one, navigator.onLine ? "server" : "offline"))
      .finally(() => {
        one.sending = null;
        if (one.dirty && !one.payload && !one.settling) this.later(one, QUIET_MS);
        this.ui.refresh();
      });
    return one.sending;
  }

  async post(one, payload) {
    const body = JSON.stringify(payload);
    const reply = await fetch(one.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.access.token },
      body,
      keepalive: body.length < KEEPALIVE_LENGTH,
      signal: AbortSignal.timeout(REPLY_MS),
    });
    if ([401, 404, 419].includes(reply.status)) return this.whoseIsIt(one, reply.status);
    if (![200, 400, 403, 409, 413, 422].includes(reply.status)) return this.retry(one, "server");
    const told = await reply.json();
    if (told.server_now && one.attempt === this.ui.attempt) this.ui.clock(told); // another attempt has its own end
    if (reply.ok) return this.saved(one, told, payload);
    if (told.error === "stale") return this.settle(one, told);
    if (ENDED.includes(told.error)) return this.over(one, told);
    if (reply.status === 409 || reply.status === 403) return this.retry(one, "server"); // a pause, say: it waits
    return this.refuse(one, told);
  }

  saved(one, told, payload) {
    Object.assign(one, { payload: null, tries: 0, base: told.sequence, savedAt: told.saved_at, refused: false, renewed: false });
    this.keep(one);
    if (!one.dirty) this.elsewhere = this.elsewhere.filter((other) => other !== one);
    if (payload && one.attempt) {
      const { sequence, key, typed_at: typedAt, ...latest } = payload;
      this.tabs?.tell({ slot: one.slot, attempt: one.attempt, sequence: told.sequence, savedAt: told.saved_at, latest });
    }
    this.ui.saved(one);
  }

  retry(one, kind) {
    const wait = Math.min(FIRST_RETRY_MS * 2 ** one.tries, LAST_RETRY_MS);
    one.tries += 1;
    this.ui.trouble(kind);
    if (!this.blocked) this.later(one, wait * (0.75 + Math.random() / 2));
  }

  /** Refused as signed out, or as not theirs: perhaps only the form token is old, perhaps somebody else sits here now. */
  async whoseIsIt(one, status) {
    const who = await this.access.check();
    if (who === "same" && status === 404) return this.over(one, { error: "gone", message: "" });
    if (who === "same" && !one.renewed) {
      one.renewed = true;
      return this.later(one, 0);
    }
    if (who !== "same") this.block(who);
    return this.retry(one, who === "other" ? "somebodyElse" : "signedOut");
  }

  /** Nothing is sent until the person who typed it is signed in again; looked at again now and then. */
  block(who) {
    this.blocked = who;
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.wake(), LAST_RETRY_MS);
  }

  /** It can't be read as an answer: it stays on this device, to be mended; or the question takes none any more. */
  refuse(one, { error, message }) {
    // What was typed while this was under way is still to be sent (`dirty`): it may have mended the answer.
    Object.assign(one, { payload: null, refused: true, closed: TOO_LATE_HERE.includes(error) });
    this.keep(one);
    this.ui.refused(one, message ?? "");
  }

  /** The attempt takes no more answers. The server kept what came late; what it knew already, or refused, stays on this device. */
  over(one, told) {
    const isKept = KEPT.includes(told.error);
    Object.assign(one, { payload: null, dirty: false, closed: true });
    if (isKept) this.outbox.remove(one);
    else {
      this.keep(one);
      for (const other of this.unsent.filter((each) => each.attempt === one.attempt)) {
        Object.assign(other, { payload: null, dirty: false, closed: true });
        this.keep(other);
      }
    }
    this.ui.over(one, told, isKept);
  }

  /** The answer was changed elsewhere: the learner chooses, then what they chose is saved over it. */
  async settle(one, told) {
    one.payload = null;
    if (one.dirty) return this.later(one, 0); // a newer text waits: it alone is in question
    Object.assign(one, { dirty: true, settling: true });
    this.keep(one);
    if (!this.conflict) return this.ui.conflict(one);
    const keepsMine = await this.conflict.ask(one, told);
    Object.assign(one, { settling: false, base: told.sequence, dirty: keepsMine });
    if (!keepsMine) return this.saved(one, told);
    this.keep(one);
    return this.later(one, 0);
  }

  /** Another tab saved this question: show it, unless something unsent stands here (the server will ask). */
  follow({ slot, attempt, sequence, savedAt, latest }) {
    const question = this.questions.find((one) => one.slot === slot && one.attempt === attempt);
    if (!question || question.isUnsent || question.sending || question.isLocked || sequence <= question.base) return;
    question.show(latest);
    Object.assign(question, { base: sequence, savedAt });
    this.ui.saved(question);
  }

  /** Send everything now and wait until it is saved, or for so many milliseconds. */
  async flush(limit) {
    const end = performance.now() + limit;
    while (this.hasUnsent && !this.stopped && performance.now() < end) {
      this.flushNow();
      const pause = new Promise((resolve) => { setTimeout(resolve, 150); });
      await Promise.race([Promise.allSettled(this.all.map((one) => one.sending)), pause]);
      if (!navigator.onLine || this.blocked) return;
      await pause;
    }
  }

  /** Without waiting. */
  flushNow() { for (const one of this.all) this.send(one); }

  /** The page may vanish: on this device first, then what can still be sent. */
  leave() {
    this.pressedAt = -Infinity;
    for (const one of this.unsent) this.keep(one);
    this.flushNow();
  }

  /** Back from sleep, another tab or no network: see who is signed in, take a fresh form token, and try again at once. */
  async wake() {
    if (this.stopped) return;
    await this.restore();
    if (!this.hasUnsent) return;
    const who = await this.access.check().catch(() => null);
    if (who === null) return this.blocked && this.block(this.blocked);
    if (who !== "same") {
      this.block(who);
      return this.ui.trouble(who === "other" ? "somebodyElse" : "signedOut");
    }
    this.blocked = null;
    for (const one of this.all) one.tries = 0;
    this.flushNow();
  }

  stop() {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }
}
