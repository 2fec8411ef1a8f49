// What is typed into a form of an author is kept on this device until the server has it: through a reload, a crash, a lost
// network. A copy that is found is set aside until its author decides; it bears the version that it was typed over, so that
// bringing it back over somebody else's later words is a conflict that shows, never an overwriting.

const LEFT_OUT = new Set(["csrf_token", "version", "autosave"]);

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false; // a full or closed store
  }
}

/** The fields of a form by name, each with all its values. */
export function typed(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (!LEFT_OUT.has(name) && typeof value === "string") (fields[name] ??= []).push(value.replaceAll("\r\n", "\n"));
  }
  return fields;
}

const isSame = (one, other) => JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

/** Put kept values back into a form, boxes and lists included. */
function fill(form, fields) {
  for (const control of form.elements) {
    if (!control.name || LEFT_OUT.has(control.name) || control.type === "file" || control.type === "submit") continue;
    const values = fields[control.name] ?? [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else if (control.type !== "hidden") {
      control.value = values[0] ?? "";
      control.dispatchEvent(new Event("editor:set"));
    }
  }
}

export class Kept {
  /** `box` is the banner that offers what was found; `restored()` is told when its author takes it. */
  constructor(form, box, restored) {
    this.form = form;
    this.key = `tremplin-kept-${new URL(form.action).pathname}`;
    this.setAside = `${this.key}-found`;
    this.box = box;
    this.restored = restored;
    this.works = true;
  }

  /** Look for copies of before. On a page that came back unsaved, what is typed is in the form already: it is kept at once. */
  begin() {
    const last = read(this.key);
    const found = read(this.setAside) ?? [];
    if (this.form.dataset.refused) this.keep();
    else if (last && !last.isSent && !isSame(last.fields, typed(this.form))) {
      found.push(last);
      if (write(this.setAside, found)) write(this.key, null);
    } else write(this.key, null);
    const others = found.filter((one) => !isSame(one.fields, typed(this.form)));
    write(this.setAside, others.length ? others : null);
    this.offer(others);
  }

  offer(found) {
    this.box.hidden = found.length === 0;
    if (!found.length) return;
    const last = found.at(-1);
    const decided = () => {
      const rest = found.slice(0, -1);
      write(this.setAside, rest.length ? rest : null);
      this.offer(rest);
    };
    this.box.querySelector("[data-kept-restore]").onclick = () => {
      this.form.elements.version.value = last.version;
      fill(this.form, last.fields);
      decided();
      this.restored();
    };
    this.box.querySelector("[data-kept-drop]").onclick = decided;
  }

  /** Keep what is typed now; whether the device could. */
  keep(isSent = false) {
    this.works = write(this.key, { version: this.form.elements.version.value, fields: typed(this.form), isSent });
    return this.works;
  }

  /** The server has it. */
  drop() {
    write(this.key, null);
  }
}
