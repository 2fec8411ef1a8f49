// One question answered in two places: both answers as texts, and the learner chooses.
import { controlsOf, described } from "./answers.js";

export class Conflict {
  constructor(dialog, words, shownTime) {
    Object.assign(this, { dialog, words, shownTime, queue: Promise.resolve() });
  }

  /** Resolves to true when the learner keeps what is on this device. One question at a time. */
  ask(question, body) {
    const answer = this.queue.then(() => this.show(question, body));
    this.queue = answer;
    return answer;
  }

  show(question, body) {
    // Parsed apart and only read: nothing of it enters this page.
    const theirs = new DOMParser().parseFromString(body.controls, "text/html");
    const words = question.element ? this.words.elsewhere : this.words.elsewhereNumber;
    this.dialog.querySelector("[data-conflict-title]").textContent = words
      .replace("{time}", body.saved_at ? this.shownTime(body.saved_at) : "").replace("{number}", question.slot);
    this.list("[data-conflict-mine]", [...question.lines, ...question.sure(question.latest?.certainty)]);
    const lines = described(controlsOf(theirs, question.prefix), theirs);
    this.list("[data-conflict-theirs]", [...lines, ...question.sure(body.certainty)]);
    this.dialog.returnValue = "";
    this.dialog.showModal();
    return new Promise((resolve) => {
      this.dialog.addEventListener("close", () => {
        const takesTheirs = this.dialog.returnValue === "theirs";
        if (takesTheirs) question.accept(theirs, body.certainty);
        resolve(!takesTheirs);
      }, { once: true });
    });
  }

  list(selector, lines) {
    const items = (lines.length ? lines : [this.words.noAnswer]).map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    });
    this.dialog.querySelector(selector).replaceChildren(...items);
  }
}
