// Asks the server's clock every half minute: more time granted, announcements, an attempt that ended elsewhere.
const EVERY_MS = 30_000;
const FIRST_MS = 1500;
const AT_ONCE_MS = 2000;

export class Clock {
  constructor({ url, attempt, timer, ui, words, announce }) {
    Object.assign(this, { url, timer, ui, words, announce, askedAt: -AT_ONCE_MS, isPaused: null });
    this.heardKey = `tremplin-heard-${attempt}`;
  }

  start() {
    setTimeout(() => this.ask(), FIRST_MS);
    this.poll = setInterval(() => this.ask(), EVERY_MS);
  }

  /** The status of the reply; null without a network. */
  async ask() {
    this.askedAt = performance.now();
    try {
      const reply = await fetch(this.url, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (reply.ok) this.take(await reply.json());
      return reply.status;
    } catch {
      return null;
    }
  }

  /** The computer slept, its clock was set, or a save reply told another end. */
  askSoon() { if (performance.now() - this.askedAt > AT_ONCE_MS) this.ask(); }

  take(told) {
    const why = document.querySelector("[data-due-reason]");
    if (why) why.textContent = told.due_reason;
    if (told.announcement) this.hear(told.announcement);
    if (told.state !== "open") {
      clearInterval(this.poll);
      this.onClosed();
      return;
    }
    this.timer?.sync(told);
    // A pause has a page of its own.
    if (this.isPaused === false && told.paused && !this.ui.saver.hasUnsent) location.reload();
    this.isPaused = told.paused;
  }

  hear({ id, text }) {
    this.ui.show("announcement", text);
    if (sessionStorage.getItem(this.heardKey) === String(id)) return;
    sessionStorage.setItem(this.heardKey, id);
    this.announce(`${this.words.announcement} ${text}`);
  }
}
