// Who is signed in on this browser, and signing in again without leaving the page.

export class Access {
  constructor({ person, sessionUrl, dialog, words, onRenewed }) {
    Object.assign(this, { person: Number(person), sessionUrl, dialog, words, onRenewed });
    this.form = dialog?.querySelector("[data-sign-in-form]");
    this.problem = dialog?.querySelector("[data-sign-in-problem]");
    this.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    dialog?.querySelector("[data-sign-in-close]").addEventListener("click", () => dialog.close());
  }

  get token() { return document.querySelector("[name=csrf_token]")?.value ?? ""; }

  set token(fresh) { for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = fresh; }

  /** "same" person, "nobody" or "other"; takes a fresh form token along. Rejects without a network. */
  async check() {
    const reply = await fetch(this.sessionUrl, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!reply.ok) throw new Error(String(reply.status));
    const told = await reply.json();
    this.token = told.csrf_token;
    if (told.user_id === null) return "nobody";
    return told.user_id === this.person ? "same" : "other";
  }

  open() {
    if (!this.dialog || this.dialog.open) return;
    this.say("");
    this.dialog.showModal();
    this.form.elements.password.focus();
  }

  say(text) {
    this.problem.textContent = text;
    this.problem.hidden = !text;
  }

  async submit() {
    const button = this.form.querySelector("[type=submit]");
    if (button.disabled) return;
    button.disabled = true;
    try {
      await this.check(); // a fresh token: the old session's is worth nothing any more
      const reply = await fetch(this.form.action, {
        method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(this.form)),
      });
      const told = await reply.json();
      if (!reply.ok) {
        this.say(told.message || this.words.notSignedIn);
        this.form.elements.password.select();
        return;
      }
      this.form.elements.password.value = "";
      this.token = told.csrf_token;
      if (told.user_id !== this.person) {
        this.say(this.words.somebodyElse);
        return;
      }
      this.dialog.close();
      this.onRenewed();
    } catch {
      this.say(this.words.notSignedIn);
    } finally {
      button.disabled = false;
    }
  }
}
