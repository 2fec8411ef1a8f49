// A page of a running attempt: saves as you go, shows the time left, settles conflicts. Without it, the form does all this.
import { Clock } from "./clock.js";
import { Conflict } from "./conflict.js";
import { download } from "./download.js";
import { Outbox } from "./outbox.js";
import { Saver } from "./saving.js";
import { Access } from "./signin.js";
import { Status } from "./status.js";
import { Tabs } from "./tabs.js";
import { Timer } from "./timer.js";
import { Tries } from "./tries.js";
import { Question } from "./unsent.js";

const FLUSH_MS = 4000;
const LAST_FLUSH_MS = 8000;
const TRY_AGAIN_MS = 3000;
const LOOK_AGAIN_MS = 1500;

const form = document.querySelector("[data-sit]");
const root = document.querySelector("[data-sit-notices]");
const words = JSON.parse(form.dataset.words);
// Saving waits for no other file: the network may be gone before that one has come.
const loading = import(form.dataset.announce).catch(() => null);
const announce = async (sentence) => (await loading)?.announce(sentence);
const attempt = Number(root.dataset.attempt);
const timeIn = (style) => new Intl.DateTimeFormat(form.dataset.locale, { timeStyle: style, timeZone: form.dataset.timezone });
const [exact, short] = [timeIn("medium"), timeIn("short")];
const shownTime = (iso) => exact.format(new Date(iso));
let leaving = false;
let insists = false;

const questions = [...form.querySelectorAll("[data-question]")].map((element) => new Question(element, attempt));
for (const question of questions) question.savedAt = question.element.dataset.savedAt || null;
const ui = new Status({ root, form, words, announce, shownTime });
ui.attempt = attempt;
const access = new Access({
  person: root.dataset.person,
  sessionUrl: root.dataset.sessionUrl,
  dialog: document.querySelector("[data-sign-in]"),
  words,
  onRenewed: () => saver.wake(),
});
const outbox = await Outbox.open(root.dataset.person, () => ui.show("kept-nowhere"));
const saver = new Saver({ questions, outbox, access, ui, conflict: new Conflict(document.querySelector("[data-conflict]"), words, shownTime) });
saver.tabs = new Tabs(root.dataset.person, attempt, (message) => saver.follow(message));
if (!outbox.works) ui.show("kept-nowhere");
new Tries({ form, saver, ui, announce });
ui.refresh();

// Files are saved by themselves (`files.js`), each with the answer's next number.
form.addEventListener("files-saved", (event) => {
  const question = questions.find((one) => one.element === event.target);
  question.savedAt = event.detail.saved_at;
  ui.clock(event.detail);
  ui.saved(question);
});

for (const button of document.querySelectorAll("[data-sign-in-open]")) button.addEventListener("click", () => access.open());
for (const button of root.querySelectorAll("[data-download]")) {
  button.addEventListener("click", () => download(ui.toDownload, { title: document.title, words }));
}

const timeUp = async () => {
  announce(words.timeUp);
  ui.lock();
  await saver.flush(LAST_FLUSH_MS);
  const status = await clock.ask();
  if (status === 200 && timer.left > 0) { // more time was granted meanwhile
    ui.unlock();
    timer.start();
  } else if (status === 200) {
    leaving = true;
    document.querySelector("[data-time-up]").submit();
  } else {
    ui.show("over", words.timeUpOffline);
    if (status === 401) access.open();
    if (saver.blocked) saver.wake();
    setTimeout(timeUp, TRY_AGAIN_MS);
  }
};

const moved = (dueAt, seconds) => {
  const text = (seconds > 0 ? words.extended : words.newEnd)
    .replace("{minutes}", Math.round(seconds / 60)).replace("{time}", dueAt ? short.format(new Date(dueAt)) : "");
  ui.show("extension", dueAt ? text : words.noEnd);
  announce(dueAt ? text : words.noEnd);
  clock.askSoon();
};

const timer = root.dataset.dueAt ? new Timer({
  element: document.querySelector("[data-timer]"),
  dueAt: root.dataset.dueAt,
  serverNow: root.dataset.serverNow,
  words,
  announce,
  onMoved: moved,
  onEnd: timeUp,
  onJump: () => clock.askSoon(),
}) : null;
// Without a time limit, too: announcements come, and the attempt may end elsewhere.
const clock = new Clock({ url: root.dataset.clockUrl, attempt, timer, ui, words, announce });
clock.onClosed = async () => {
  await saver.flush(FLUSH_MS);
  if (!ui.isOver && !leaving) ui.ended(words.ended);
};
if (timer) {
  ui.onClock = (told) => timer.sync(told);
  timer.start();
}
clock.start();

/** Whether the page should stay although it was to be left: nothing could be sent, or the next page can't come. */
const mustStay = () => {
  if (saver.blocked) {
    access.open();
    return true;
  }
  const isStuck = !navigator.onLine || saver.unsent.some((one) => one.tries);
  if (!isStuck || insists) return false;
  insists = true;
  ui.show("unsent", words.cantLeave);
  announce(words.cantLeave);
  return true;
};

// The form carries everything itself; the saves under way end first, so that it does not meet its own newer answers.
form.addEventListener("submit", async (event) => {
  if (event.defaultPrevented) return;
  leaving = true;
  if (saver.stopped || (!saver.isBusy && navigator.onLine)) return;
  event.preventDefault();
  const button = event.submitter;
  const cleared = button && "clear" in button.dataset ? saver.questions.find((one) => one.element.contains(button)) : null;
  if (cleared) Object.assign(cleared, { payload: null, dirty: false, refused: false });
  await saver.flush(FLUSH_MS);
  if (mustStay()) {
    leaving = false;
    return;
  }
  if (cleared) outbox.remove(cleared);
  saver.stop();
  form.requestSubmit(button);
});

window.addEventListener("beforeunload", (event) => {
  if (!leaving && saver.hasUnsent) event.preventDefault();
});
window.addEventListener("pagehide", () => saver.leave());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") saver.leave();
  else {
    saver.wake();
    clock?.askSoon();
  }
});
window.addEventListener("online", () => saver.wake());

await saver.restore();
// A page that was just left may still count as open: look once more for what it left behind.
setTimeout(() => saver.wake(), LOOK_AGAIN_MS);
