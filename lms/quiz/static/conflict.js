// One question answered in two places: both answers as texts, and the learner chooses.

/** The controls of a question as lines of text. */
function described(controls, root) {
  const lines = [];
  for (const control of controls) {
    if (control.type === "hidden") continue;
    if (control.type === "radio" || control.type === "checkbox") {
      if (control.checked && control.value) lines.push(control.closest("label").textContent.trim());
    } else if (control.value) {
      const label = control.id && root.querySelector(`label[for="${CSS.escape(control.id)}"]`);
      const value = control.selectedOptions ? control.selectedOptions[0].textContent : control.value;
      lines.push(control.selectedOptions && label ? `${label.textContent.trim()} → ${value.trim()}` : value.trim());
    }
  }
  return lines;
}

export class Conflict {
  constructor(dialog, words, shownTime) {
    Object.assign(this, { dialog, words, shownTime, queue: Promise.resolve() });
  }

  /** Resolves to true when the learner keeps what is on this page. One question at a time. */
  ask(question, body) {
    const answer = this.queue.then(() => this.show(question, body));
    this.queue = answer;
    return answer;
  }

  show(question, body) {
    // Parsed apart and only read: nothing of it enters this page.
    const theirs = new DOMParser().parseFromString(body.controls, "text/html");
    const controlsOf = (root) => [...root.querySelectorAll("input, select, textarea")]
      .filter((control) => control.name.startsWith(question.prefix));
    const mine = controlsOf(question.element);
    this.dialog.querySelector("[data-conflict-title]").textContent =
      this.words.elsewhere.replace("{time}", body.saved_at ? this.shownTime(body.saved_at) : "");
    this.list("[data-conflict-mine]", described(mine, question.element));
    this.list("[data-conflict-theirs]", described(controlsOf(theirs), theirs));
    this.dialog.returnValue = "";
    this.dialog.showModal();
    return new Promise((resolve) => {
      this.dialog.addEventListener("close", () => {
        const takesTheirs = this.dialog.returnValue === "theirs";
        if (takesTheirs) this.copy(controlsOf(theirs), mine);
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

  /** Put the server's answer into this page's own controls. */
  copy(from, to) {
    for (const control of to) {
      const same = from.filter((other) => other.name === control.name);
      if (control.type === "radio" || control.type === "checkbox") {
        control.checked = same.some((other) => other.value === control.value && other.checked);
      } else if (control.type !== "hidden" && same.length) {
        control.value = same[0].value;
      }
    }
  }
}
