// Files in an answer: sent as soon as they are chosen, one after the other, with progress. Without it, the form's buttons do this.
const form = document.querySelector("[data-sit]");
let announce = () => {};
if (form) import(form.dataset.announce).then((module) => { announce = module.announce; });

const named = (text, name) => text.replaceAll("{name}", name);

class Files {
  constructor(element) {
    this.element = element;
    this.words = JSON.parse(element.dataset.words);
    this.question = element.closest("[data-question]");
    this.list = element.querySelector("[data-files-list]");
    this.input = element.querySelector("[data-files-input]");
    this.held = element.querySelector("[data-files-held]");
    this.known = new Map([...this.list.children].map((row) => [row.dataset.token, this.shown(row)]));
    this.work = Promise.resolve();
    this.waiting = 0;
    // The form's own saves carry no file: they would only send its name.
    this.input.removeAttribute("name");
    this.input.multiple = this.max > 1;
    const label = element.querySelector("[data-files-label]");
    label.textContent = label.dataset.many;
    element.querySelector("[data-files-send]").hidden = true;
    this.input.addEventListener("change", () => this.chosen());
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-file-remove]");
      if (!button) return;
      event.preventDefault();
      this.later(() => this.remove(button));
    });
    this.question.addEventListener("filled", () => this.draw());
    if (this.input.files.length) this.chosen();
  }

  /** A file as the page came with it. */
  shown(row) {
    const link = row.querySelector("[data-file-name]");
    const about = row.querySelector("[data-file-about]").textContent;
    const kind = row.querySelector("[data-file-mark] img") ? "image" : "";
    return { token: row.dataset.token, name: link.textContent, url: link.getAttribute("href"), about, kind };
  }

  get max() { return Number(this.element.dataset.maxFiles); }

  get count() { return this.list.children.length; }

  /** One act after the other, so that each meets the answer that the one before it left. */
  later(act) {
    this.waiting += 1;
    this.work = this.work.then(act).catch(() => {}).finally(() => { this.waiting -= 1; });
    return this.work;
  }

  chosen() {
    const files = [...this.input.files];
    this.input.value = "";
    this.say("");
    for (const file of files) this.later(() => this.send(file));
  }

  say(text) {
    const place = this.element.querySelector("[data-files-error]");
    place.textContent = [place.hidden ? "" : place.textContent, text].filter(Boolean).join(" ");
    place.hidden = !text;
    if (!text) place.textContent = "";
    else announce(text);
  }

  refusal(file) {
    if (this.count >= this.max) return this.words.full;
    const endings = this.input.accept.split(",");
    if (!endings.some((ending) => file.name.toLowerCase().endsWith(ending))) return named(this.words.kind, file.name);
    if (file.size === 0) return named(this.words.empty, file.name);
    if (file.size > Number(this.element.dataset.maxBytes)) {
      return named(this.words.tooLarge, file.name).replace("{limit}", this.element.dataset.megabytes);
    }
    return "";
  }

  async send(file) {
    const why = this.refusal(file);
    if (why) return this.say(why);
    const body = new FormData();
    body.append(this.input.id, file);
    const progress = this.element.querySelector("[data-files-progress]");
    progress.querySelector("span").textContent = named(this.words.sending, file.name);
    progress.hidden = false;
    announce(named(this.words.sending, file.name));
    const reply = await this.post(this.element.dataset.addUrl, body, (percent) => { progress.querySelector("progress").value = percent; });
    progress.hidden = true;
    return this.take(reply, file.name, this.words.added, this.words.failed);
  }

  async remove(button) {
    const row = button.closest("[data-file]");
    const name = row.querySelector("[data-file-name]").textContent;
    this.say("");
    const body = new FormData();
    body.append("remove", button.value);
    const reply = await this.post(this.element.dataset.removeUrl, body, () => {});
    this.take(reply, name, this.words.removed, this.words.notRemoved);
    if (!row.isConnected) (this.list.querySelector("[data-file-remove]") ?? this.input).focus();
  }

  take(reply, name, done, failed) {
    if (reply.status === 401 || reply.status === 419) return this.say(named(this.words.signedOut, name));
    if (reply.status !== 200) return this.say(reply.body?.message ?? named(failed, name));
    this.show(reply.body);
    return announce(named(done, name));
  }

  /** `fetch` says nothing of the progress of what it sends. */
  post(url, body, onProgress) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", url);
      request.responseType = "json";
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", form.elements.csrf_token.value);
      request.upload.addEventListener("progress", (event) => onProgress(event.total ? (100 * event.loaded) / event.total : 0));
      request.addEventListener("load", () => resolve({ status: request.status, body: request.response }));
      request.addEventListener("error", () => resolve({ status: 0, body: null }));
      request.send(body);
    });
  }

  /** The answer as the server holds it now; the page's saver goes on from its sequence number. */
  show(answer) {
    for (const file of answer.files) this.known.set(file.token, file);
    this.held.value = answer.files.map((file) => file.value).join(" ");
    this.question.querySelector("[data-base]").value = answer.sequence;
    this.draw();
    this.question.dispatchEvent(new CustomEvent("files-saved", { bubbles: true, detail: answer }));
  }

  /** The rows of what the form holds: also when another tab, or the outbox, filled it. */
  draw() {
    const tokens = this.held.value.split(" ").filter(Boolean).map((value) => value.split(".")[0]);
    const files = tokens.map((token) => this.known.get(token) ?? this.stranger(token));
    this.held.dataset.described = JSON.stringify(files.map((file) => file.name));
    this.list.replaceChildren(...files.map((file) => this.row(file)));
    this.list.hidden = !files.length;
    const isFull = files.length >= this.max;
    this.element.querySelector("[data-files-full]").hidden = !isFull;
    this.element.querySelector("[data-files-add]").hidden = isFull;
  }

  /** A file that another page added: its name comes with the next page. */
  stranger(token) {
    return { token, name: this.words.aFile, about: "", kind: "", url: this.element.dataset.fileUrl.replace("TOKEN", token) };
  }

  row(file) {
    const row = this.element.querySelector("[data-files-row]").content.firstElementChild.cloneNode(true);
    const part = (name) => row.querySelector(`[data-file-${name}]`);
    part("name").textContent = file.name;
    part("name").href = file.url;
    part("about").textContent = file.about;
    row.dataset.token = file.token;
    part("remove").value = file.token;
    part("of").textContent = ` ${file.name}`;
    if (file.kind === "image") {
      const image = document.createElement("img");
      image.src = file.url;
      image.alt = "";
      part("mark").replaceChildren(image);
    }
    return row;
  }
}

const all = [...document.querySelectorAll("[data-files]")].map((element) => new Files(element));
const isBusy = () => all.some((files) => files.waiting);

// What is being sent arrives before the page goes on.
form.addEventListener("submit", async (event) => {
  if (!isBusy()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  await Promise.all(all.map((files) => files.work));
  form.requestSubmit(button);
}, { capture: true });
window.addEventListener("beforeunload", (event) => { if (isBusy()) event.preventDefault(); });
