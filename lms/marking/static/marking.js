// The marking page: drafts save themselves, comments insert in place, keys choose levels. Without it, buttons do the same.

const form = document.querySelector("[data-marking]");
const WAIT = 2000;
const KEY = "lms-marking-shortcuts";

/** Drafts: two seconds after the last change, and when a field is left. A mark that stands is changed by its button only. */
function saveDrafts() {
  const status = form.querySelector("[data-save-status]");
  const words = form.querySelector("[data-save-text]");
  const version = form.querySelector("[data-version]");
  let timer = 0;
  let dirty = false;
  let running = null;
  let leaving = false;

  const show = (state, text) => { status.dataset.state = state; words.textContent = text; };

  async function send() {
    dirty = false;
    show("saving", form.dataset.saving);
    const body = new FormData(form);
    body.set("go", "draft");
    const reply = await fetch(location.href, { method: "POST", body, headers: { Accept: "application/json" } });
    if (reply.status === 409) { leaving = true; dirty = false; askServer(); return; }
    if (!reply.ok) throw new Error(String(reply.status));
    const saved = await reply.json();
    version.value = saved.version;
    const time = new Date(saved.saved_at).toLocaleTimeString(form.dataset.locale);
    show("saved", form.dataset.saved.replace("{time}", time));
  }

  /** The page comes back with both markings, mine still in the form. */
  function askServer() {
    const button = form.querySelector("button[value=draft]");
    if (button) form.requestSubmit(button);
  }

  function save() {
    clearTimeout(timer);
    if (!dirty || running || leaving) return;
    running = send().catch(() => { dirty = true; show("unsaved", form.dataset.unsaved); }).finally(() => {
      running = null;
      if (dirty) timer = setTimeout(save, WAIT);
    });
  }

  function changed() {
    dirty = true;
    show("unsaved", form.dataset.unsaved);
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", () => { changed(); save(); });
  form.addEventListener("focusout", save);
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    leaving = true;
    if (!running) return;
    // A draft on its way carries the version that this form would send: wait for the new one.
    event.preventDefault();
    await running;
    form.requestSubmit(event.submitter);
  });
  addEventListener("beforeunload", (event) => { if (dirty && !leaving) event.preventDefault(); });
  return changed;
}

/** What the chosen levels are worth so far, in the points of the question. */
function addUp() {
  const line = form.querySelector("[data-rubric-total]");
  if (!line) return;
  const { best, worth, text } = line.dataset;
  const shown = (value) => new Intl.NumberFormat(form.dataset.locale, { maximumFractionDigits: 2 }).format(value);
  form.addEventListener("change", () => {
    const chosen = [...form.querySelectorAll("[data-rubric-row] input:checked")];
    const sum = chosen.reduce((total, level) => total + Number(level.dataset.points), 0);
    line.textContent = text.replace("{mark}", shown(sum * worth / best)).replace("{points}", shown(worth));
    line.hidden = chosen.length === 0;
  });
}

/** Put a comment of the bank where the text ends. */
function insertComments(changed) {
  const comment = form.querySelector("[data-comment]");
  for (const button of form.querySelectorAll("[data-insert]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const kept = document.getElementById(button.dataset.insert).textContent;
      comment.value = [comment.value.trim(), kept].filter(Boolean).join("\n\n");
      comment.focus();
      changed();
    });
  }
}

function choose(number) {
  const rows = [...form.querySelectorAll("[data-rubric-row]")];
  const row = rows.find((one) => one.contains(document.activeElement)) ?? rows.find((one) => !one.querySelector(":checked")) ?? rows[0];
  if (row) {
    const level = row.querySelectorAll("input[type=radio]")[number - 1];
    if (!level) return;
    level.click();
    const after = rows[rows.indexOf(row) + 1];
    (after?.querySelector(":checked, input[type=radio]") ?? level).focus();
    return;
  }
  const mark = form.querySelector("[data-mark]");
  if (!mark || number > Number(mark.dataset.points)) return;
  mark.value = String(number);
  mark.dispatchEvent(new Event("change", { bubbles: true }));
}

/** j and k go on and back, 1 to 9 choose; a switch turns them off on this device. */
function useKeys() {
  const box = document.querySelector("[data-shortcuts]");
  const control = document.querySelector("[data-shortcuts-switch]");
  box.hidden = false;
  control.checked = localStorage.getItem(KEY) !== "off";
  control.addEventListener("change", () => localStorage.setItem(KEY, control.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!control.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    if (event.key === "j") document.querySelector("[data-next]")?.click();
    else if (event.key === "k") document.querySelector("[data-previous]")?.click();
    else if (/^[1-9]$/.test(event.key)) { event.preventDefault(); choose(Number(event.key)); }
  });
}

if (form) {
  const changed = form.dataset.done === "true" ? () => {} : saveDrafts();
  addUp();
  insertComments(changed);
  useKeys();
}
