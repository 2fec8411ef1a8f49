// On pages beside a running attempt: sends what this device still holds, and says what became of it.
import { download } from "./download.js";
import { Outbox } from "./outbox.js";
import { Saver } from "./saving.js";
import { Access } from "./signin.js";

const root = document.querySelector("[data-outbox]");
const words = JSON.parse(root.dataset.words);
const loading = import(root.dataset.announce).catch(() => null);
const announce = async (sentence) => (await loading)?.announce(sentence);
const text = root.querySelector("[data-notice-text]");
const tools = root.querySelector("[data-outbox-tools]");
const ended = [];
let hasNews = false;

const numbers = (list) => [...new Set(list.map((one) => one.slot))].sort((one, other) => one - other).join(", ");

const say = (sentence, list, canDownload) => {
  text.textContent = sentence.replace("{numbers}", numbers(list));
  tools.hidden = !canDownload;
  if (root.hidden || text.dataset.said !== text.textContent) announce(text.textContent);
  text.dataset.said = text.textContent;
  root.hidden = false;
};

const ui = {
  refresh() {
    const open = this.saver.all.filter((one) => !one.closed);
    const kept = ended.filter((one) => one.isKept).map(({ one }) => one);
    const lost = this.saver.all.filter((one) => one.closed && !kept.includes(one));
    if (lost.length) say(words.notPart, lost, true);
    else if (kept.length) say(words.keptLate, kept, true);
    else if (open.length) say(words.waiting, open, true);
  },
  saved() {
    hasNews = true;
    this.refresh();
    // The page shows the state before: it is read again, once, with everything saved.
    if (!this.saver.hasUnsent) location.reload();
  },
  trouble() { this.refresh(); },
  refused() { this.refresh(); },
  conflict() { this.refresh(); },
  over(one, told, isKept) {
    ended.push({ one, isKept });
    this.refresh();
  },
  clock() {},
};

const outbox = await Outbox.open(root.dataset.person);
const access = new Access({ person: root.dataset.person, sessionUrl: root.dataset.sessionUrl, words, onRenewed() {} });
const saver = new Saver({ questions: [], outbox, access, conflict: null, ui });

tools.querySelector("[data-download]").addEventListener("click", () => {
  download(saver.all.map((one) => one.entry), { title: document.title, words });
});
tools.querySelector("[data-outbox-forget]").addEventListener("click", () => {
  for (const one of saver.all.filter((each) => each.closed)) outbox.remove(one);
  root.hidden = true;
});

await saver.restore();
if (saver.all.length) ui.refresh();
window.addEventListener("pagehide", () => saver.leave());
window.addEventListener("online", () => saver.wake());
// The page that was just left may still count as open.
setTimeout(() => { if (!hasNews) saver.wake(); }, 1500);
