// A page of a running attempt: saves as you go, shows the time left, settles conflicts. Without it, the form does all this.
import { Conflict } from "./conflict.js";
import { Saver } from "./saving.js";
import { Timer } from "./timer.js";

const form = document.querySelector("[data-sit]");
const words = JSON.parse(form.dataset.words);
const { announce } = await import(form.dataset.announce);
const status = document.querySelector("[data-save-status]");
const statusText = document.querySelector("[data-save-text]");
const clockFormat = new Intl.DateTimeFormat(form.dataset.locale, { timeStyle: "medium", timeZone: form.dataset.timezone });
let hasSaved = false;
let troubled = false;
let leaving = false;

const shownTime = (iso) => clockFormat.format(new Date(iso));
const notice = (name) => document.querySelector(`[data-notice="${name}"]`);

/** What the saver tells: the status says the truth; only the first success, failures and recovery are announced. */
const ui = {
  saving() {
    status.dataset.state = "saving";
    statusText.textContent = words.saving;
  },
  saved(savedAt, allSaved) {
    if (!allSaved) return;
    status.dataset.state = "saved";
    if (savedAt) statusText.textContent = words.saved.replace("{time}", shownTime(savedAt));
    for (const name of ["offline", "signed-out"]) notice(name).hidden = true;
    if (troubled) announce(words.online);
    else if (!hasSaved) announce(statusText.textContent);
    hasSaved = true;
    troubled = false;
  },
  trouble(kind) {
    status.dataset.state = "unsaved";
    statusText.textContent = words.unsaved;
    const text = { offline: words.offline, signedOut: words.signedOut }[kind] ?? words.unsaved;
    notice("offline").hidden = kind !== "offline";
    notice("signed-out").hidden = kind !== "signedOut";
    if (!troubled) announce(text);
    troubled = true;
  },
  refused(question, message) {
    status.dataset.state = "unsaved";
    statusText.textContent = words.refused;
    const place = question.querySelector("[data-question-error]");
    place.textContent = message;
    place.hidden = false;
    announce(message);
  },
  over(message) {
    status.dataset.state = "unsaved";
    statusText.textContent = words.refused;
    notice("over").querySelector("[data-notice-text]").textContent = message;
    notice("over").hidden = false;
    for (const question of form.querySelectorAll("[data-question]")) question.disabled = true;
    announce(message);
  },
  place(slot, isAnswered) {
    const entry = form.querySelector(`[data-place="${slot}"]`);
    entry?.classList.toggle("palette-answered", isAnswered);
    entry?.classList.toggle("palette-unanswered", !isAnswered);
  },
};

const timerElement = document.querySelector("[data-timer]");
const timer = timerElement ? new Timer(timerElement, words, announce) : null;
const conflict = new Conflict(document.querySelector("[data-conflict]"), words, shownTime);
const saver = new Saver(form, ui, conflict, (reply) => timer?.sync(reply));

timer?.start(async () => {
  announce(words.timeUp);
  statusText.textContent = words.timeUp;
  leaving = true;
  await saver.flush(8000);
  document.querySelector("[data-time-up]").submit();
});

// The form carries everything itself; the saves under way end first, so that it does not meet its own newer answers.
form.addEventListener("submit", async (event) => {
  leaving = true;
  if (!saver.isBusy) return;
  event.preventDefault();
  const button = event.submitter;
  const isClear = button && "clear" in button.dataset;
  if (!isClear) await saver.flush(4000);
  saver.stop();
  form.requestSubmit(button);
});

window.addEventListener("beforeunload", (event) => {
  if (!leaving && saver.hasUnsent) event.preventDefault();
});
window.addEventListener("pagehide", () => saver.flushNow());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") saver.flushNow();
  else saver.wake();
});
window.addEventListener("online", () => saver.wake());
