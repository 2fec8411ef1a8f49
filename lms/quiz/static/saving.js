// Saves answers one by one: soon after a change, at every blur, until the server has acknowledged each.
const QUIET_MS = 1000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30000;
const REPLY_MS = 15000;

/** A fresh key, by which the server knows a repeated save. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether a control was changed since the page came, before this script did. */
function isTouched(control) {
  if (control.type === "hidden") return false;
  if (control.type === "radio" || control.type === "checkbox") return control.checked !== control.defaultChecked;
  if (!control.options) return control.value !== control.defaultValue;
  return control.selectedIndex !== Math.max(0, [...control.options].findIndex((option) => option.defaultSelected));
}

/** One question: what was sent and not acknowledged yet (`payload`), and whether it changed since (`dirty`). */
class Question {
  constructor(element) {
    this.element = element;
    this.slot = element.dataset.slot;
    this.prefix = element.dataset.prefix;
    this.url = element.dataset.saveUrl;
    this.base = element.querySelector("[data-base]");
    this.dirty = false;
    this.payload = null;
    this.sending = null;
    this.tries = 0;
  }

  get fields() {
    const fields = {};
    for (const [name, value] of new FormData(this.element.form)) {
      if (!name.startsWith(this.prefix)) continue;
      (fields[name.slice(this.prefix.length)] ??= []).push(value);
    }
    return fields;
  }

  get isUnsent() { return this.dirty || this.payload !== null; }

  get isAnswered() { return Object.values(this.fields).flat().some((value) => value !== ""); }

  /** The next thing to send. A save whose reply was lost is sent again as it was, before anything newer. */
  take() {
    if (!this.payload) {
      const flagged = this.element.querySelector("[data-flag]").checked;
      this.payload = { sequence: Number(this.base.value), key: newKey(), fields: this.fields, flagged };
      this.dirty = false;
    }
    return this.payload;
  }
}

export class Saver {
  constructor(form, ui, conflict, onReply) {
    Object.assign(this, { form, ui, conflict, onReply, stopped: false, timers: new Map() });
    this.questions = [...form.querySelectorAll("[data-question]")].map((element) => new Question(element));
    for (const question of this.questions) this.watch(question);
  }

  get hasUnsent() { return this.questions.some((question) => question.isUnsent); }

  get isBusy() { return !this.stopped && this.questions.some((question) => question.isUnsent || question.sending); }

  watch(question) {
    const changed = (event) => {
      if (!event.target.name) return;
      question.dirty = true;
      question.element.querySelector("[data-question-error]").hidden = true;
      this.ui.saving();
      this.later(question, event.type === "change" ? 200 : QUIET_MS);
    };
    question.element.addEventListener("input", changed);
    question.element.addEventListener("change", changed);
    question.element.addEventListener("focusout", () => { if (question.dirty) this.send(question); });
    question.dirty = [...question.element.querySelectorAll("input, select, textarea")].some(isTouched);
    if (question.dirty) {
      this.ui.saving();
      this.later(question, 0);
    }
  }

  later(question, wait) {
    clearTimeout(this.timers.get(question));
    this.timers.set(question, setTimeout(() => this.send(question), wait));
  }

  /** Send what is due for one question; one save at a time, so that each names the number before it. */
  send(question) {
    clearTimeout(this.timers.get(question));
    if (this.stopped || question.sending || !question.isUnsent) return question.sending;
    question.sending = this.post(question, question.take())
      .catch(() => this.retry(question, navigator.onLine ? "server" : "offline"))
      .finally(() => {
        question.sending = null;
        if (question.dirty && !question.payload) this.later(question, QUIET_MS);
      });
    return question.sending;
  }

  async post(question, payload) {
    const reply = await fetch(question.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token },
      body: JSON.stringify(payload),
      keepalive: true,
      signal: AbortSignal.timeout(REPLY_MS),
    });
    if (reply.status === 401 || reply.status === 419) return this.retry(question, "signedOut");
    if (![200, 404, 409, 422].includes(reply.status)) return this.retry(question, "server");
    const body = await reply.json();
    if (body.server_now) this.onReply(body);
    if (reply.ok) return this.saved(question, body);
    if (body.error === "stale") return this.settle(question, body);
    question.payload = null;
    if (reply.status === 422) return this.ui.refused(question.element, body.message);
    this.stop();
    return this.ui.over(body.message ?? "");
  }

  get token() { return this.form.elements.csrf_token.value; }

  saved(question, body) {
    question.payload = null;
    question.tries = 0;
    question.base.value = body.sequence;
    this.ui.place(question.slot, question.isAnswered);
    this.ui.saved(body.saved_at, !this.hasUnsent);
  }

  retry(question, kind) {
    this.ui.trouble(kind);
    const wait = Math.min(FIRST_RETRY_MS * 2 ** question.tries, LAST_RETRY_MS);
    question.tries += 1;
    this.later(question, wait * (0.75 + Math.random() / 2));
  }

  /** The answer was changed elsewhere: the learner chooses, then what they chose is saved over it. */
  async settle(question, body) {
    question.payload = null;
    question.base.value = body.sequence;
    const keepsMine = await this.conflict.ask(question, body);
    question.dirty = keepsMine;
    if (keepsMine) this.later(question, 0);
    else this.saved(question, body);
  }

  /** Send everything now and wait until it is saved, or for so many milliseconds. */
  async flush(limit) {
    const end = Date.now() + limit;
    while (this.hasUnsent && !this.stopped && Date.now() < end) {
      for (const question of this.questions) this.send(question);
      const pause = new Promise((resolve) => { setTimeout(resolve, 150); });
      await Promise.race([Promise.allSettled(this.questions.map((question) => question.sending)), pause]);
      if (!navigator.onLine) return;
      await pause;
    }
  }

  /** The page may vanish: send without waiting. */
  flushNow() { for (const question of this.questions) this.send(question); }

  /** Back from sleep, another tab or no network: take a fresh form token if one is needed, and try again at once. */
  async wake() {
    if (this.stopped || !this.hasUnsent) return;
    try {
      const page = await fetch(this.form.dataset.pageUrl, { headers: { Accept: "text/html" } });
      const html = new DOMParser().parseFromString(await page.text(), "text/html");
      const fresh = html.querySelector("[data-sit] [name=csrf_token]");
      if (fresh) for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = fresh.value;
    } catch { /* still no network: the retries go on */ }
    for (const question of this.questions) question.tries = 0;
    this.flushNow();
  }

  stop() {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }
}
