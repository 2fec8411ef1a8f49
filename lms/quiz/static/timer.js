// Time left, from differences only: the server says how long is left, a clock that never jumps counts down from there.
const LOW_SECONDS = 300;
const JUMP_MS = 2000;

/** 75 → "1:15", 3675 → "1:01:15". */
export function shown(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, index) => (index ? String(part).padStart(2, "0") : String(part))).join(":");
}

export class Timer {
  /** `element` may be null: a person may have no clock on the page, the end stays the end. */
  constructor({ element, dueAt, serverNow, words, announce, onMoved, onEnd, onJump }) {
    Object.assign(this, { element, words, announce, onMoved, onEnd, onJump, dueAt });
    this.text = element?.querySelector("[data-timer-text]");
    this.drift = Date.now() - performance.now();
    this.set(dueAt, serverNow);
    this.arm();
  }

  set(dueAt, serverNow) {
    this.dueAt = dueAt;
    this.total = (Date.parse(dueAt) - Date.parse(serverNow)) / 1000;
    this.since = performance.now();
  }

  /** Only thresholds that are still ahead are announced. */
  arm() {
    const all = Object.entries(this.words.warnings).map(([seconds, text]) => ({ seconds: Number(seconds), text }));
    this.warnings = this.element ? all.filter((warning) => warning.seconds < this.left) : [];
  }

  /** Correct the countdown from a reply of the server; an end that moved is told. */
  sync({ due_at: dueAt, server_now: serverNow }) {
    if (!dueAt) {
      if (this.dueAt) this.end(() => this.onMoved(null, 0));
      return;
    }
    const moved = (Date.parse(dueAt) - Date.parse(this.dueAt)) / 1000;
    this.set(dueAt, serverNow);
    if (!moved) return;
    if (moved > 0) this.arm();
    this.onMoved(dueAt, moved);
  }

  get left() { return Math.max(0, Math.ceil(this.total - (performance.now() - this.since) / 1000)); }

  start() {
    this.tools();
    this.tick();
    this.clock = setInterval(() => this.tick(), 1000);
  }

  tick() {
    const { left } = this;
    if (this.text) this.text.textContent = this.words.timeLeft.replace("{time}", shown(left));
    this.element?.classList.toggle("timer-low", left <= LOW_SECONDS);
    const passed = this.warnings.filter((warning) => left <= warning.seconds);
    if (passed.length) {
      this.announce(passed.reduce((one, other) => (one.seconds < other.seconds ? one : other)).text);
      this.warnings = this.warnings.filter((warning) => left > warning.seconds);
    }
    if (left === 0) return this.end(this.onEnd);
    // The computer slept, or its clock was set: what counts is what the server says.
    const drift = Date.now() - performance.now();
    if (Math.abs(drift - this.drift) > JUMP_MS) this.onJump();
    this.drift = drift;
  }

  end(then) {
    clearInterval(this.clock);
    this.dueAt = null;
    then();
  }

  /** "Announce time left" and "Hide the time left". */
  tools() {
    const tools = document.querySelector("[data-timer-tools]");
    if (!tools || !this.element) return;
    tools.hidden = false;
    tools.querySelector("[data-timer-announce]").addEventListener("click", () => this.announce(this.text.textContent));
    const toggle = tools.querySelector("[data-timer-hide]");
    toggle.addEventListener("click", () => {
      this.element.hidden = !this.element.hidden;
      toggle.textContent = this.element.hidden ? this.words.showTime : this.words.hideTime;
    });
  }
}
