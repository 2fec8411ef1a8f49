// Time left, from differences only: the server says how long is left, a clock that never jumps counts down from there.
const LOW_SECONDS = 300;

/** 75 → "1:15", 3675 → "1:01:15". */
export function shown(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, index) => (index ? String(part).padStart(2, "0") : String(part))).join(":");
}

export class Timer {
  constructor(element, words, announce) {
    Object.assign(this, { element, words, announce });
    this.text = element.querySelector("[data-timer-text]");
    this.warnings = Object.entries(words.warnings).map(([seconds, text]) => ({ seconds: Number(seconds), text }));
    this.sync({ due_at: element.dataset.deadline, server_now: element.dataset.serverNow });
    const left = this.left;
    // Only thresholds that are still ahead are announced.
    this.warnings = this.warnings.filter((warning) => warning.seconds < left);
  }

  /** Correct the countdown from a reply of the server. */
  sync({ due_at: dueAt, server_now: serverNow }) {
    if (!dueAt) return;
    this.total = (Date.parse(dueAt) - Date.parse(serverNow)) / 1000;
    this.since = performance.now();
  }

  get left() { return Math.max(0, Math.ceil(this.total - (performance.now() - this.since) / 1000)); }

  start(onEnd) {
    this.onEnd = onEnd;
    this.tools();
    this.tick();
    this.clock = setInterval(() => this.tick(), 1000);
  }

  tick() {
    const left = this.left;
    this.text.textContent = this.words.timeLeft.replace("{time}", shown(left));
    this.element.classList.toggle("timer-low", left <= LOW_SECONDS);
    const passed = this.warnings.filter((warning) => left <= warning.seconds);
    if (passed.length) {
      this.announce(passed.reduce((one, other) => (one.seconds < other.seconds ? one : other)).text);
      this.warnings = this.warnings.filter((warning) => left > warning.seconds);
    }
    if (left > 0) return;
    clearInterval(this.clock);
    this.onEnd();
  }

  /** "Announce time left" and "Hide the time left". */
  tools() {
    const tools = document.querySelector("[data-timer-tools]");
    tools.hidden = false;
    tools.querySelector("[data-timer-announce]").addEventListener("click", () => this.announce(this.text.textContent));
    const toggle = tools.querySelector("[data-timer-hide]");
    toggle.addEventListener("click", () => {
      this.element.hidden = !this.element.hidden;
      toggle.textContent = this.element.hidden ? this.words.showTime : this.words.hideTime;
    });
  }
}
