// "Check my answer" and "Hint" without leaving the page: what is typed is saved first, then the question comes back as it now stands.
import { newKey } from "./outbox.js";
import { Question } from "./unsent.js";

const FLUSH_MS = 4000;

export class Tries {
  constructor({ form, saver, ui, announce }) {
    Object.assign(this, { form, saver, ui, announce });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-check], [data-hint]");
      if (!button || button.disabled) return;
      event.preventDefault();
      button.disabled = true;
      // Whatever goes wrong: the form's own way of doing it says what.
      this.go(button).catch(() => false).then((isDone) => {
        button.disabled = false;
        if (!isDone) form.requestSubmit(button);
      });
    });
  }

  async go(button) {
    const question = this.saver.questions.find((one) => one.element.contains(button));
    if (!question) return false;
    await this.saver.flush(FLUSH_MS);
    if (this.saver.hasUnsent) return false;
    const { check, hint, bought } = button.dataset;
    question.note();
    const sent = check ? { sequence: question.base, key: newKey(), ...question.latest } : { bought: Number(bought) };
    const reply = await fetch(check ?? hint, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.saver.access.token },
      body: JSON.stringify(sent),
    });
    if (!reply.ok) return false;
    this.replace(question, await reply.json());
    return true;
  }

  /** The server prints the question anew; widgets hear `replaced`, and a question that is closed is saved no more. */
  replace(question, told) {
    const parsed = new DOMParser().parseFromString(told.question, "text/html");
    const fresh = document.importNode(parsed.querySelector("fieldset[data-slot]"), true);
    question.element.replaceWith(fresh);
    this.saver.questions = this.saver.questions.filter((one) => one !== question);
    if (!told.is_closed) {
      const next = new Question(fresh, question.attempt);
      next.savedAt = fresh.dataset.savedAt ?? question.savedAt;
      this.saver.questions.push(next);
      this.saver.watch(next);
    }
    fresh.dispatchEvent(new CustomEvent("replaced", { bubbles: true }));
    this.ui.refresh();
    const news = fresh.querySelector(told.verdict ? ".feedback" : ".hints li:last-child");
    const focus = fresh.querySelector("legend[tabindex]");
    focus?.focus({ preventScroll: true });
    news?.scrollIntoView({ block: "nearest" });
    if (news) this.announce(news.textContent.trim().replace(/\s+/g, " "));
  }
}
