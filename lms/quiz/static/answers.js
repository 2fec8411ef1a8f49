// What a question's controls hold: as fields to send, as lines that a person reads, and put back into the controls.

export const controlsOf = (root, prefix) => [...root.querySelectorAll("input, select, textarea")]
  .filter((control) => control.name.startsWith(prefix) && control.type !== "file");

const isTick = (control) => control.type === "radio" || control.type === "checkbox";

/** `{name: [values]}` of the answer alone; a disabled question still tells what stands in it. */
export function fieldsOf(root, prefix) {
  const fields = {};
  for (const control of controlsOf(root, prefix)) {
    if (isTick(control) && !control.checked) continue;
    const values = control.selectedOptions ? [...control.selectedOptions].map((option) => option.value) : [control.value];
    (fields[control.name.slice(prefix.length)] ??= []).push(...values);
  }
  return fields;
}

/** The controls as lines of text. */
export function described(controls, root) {
  const lines = [];
  for (const control of controls) {
    if (control.dataset.described) lines.push(...JSON.parse(control.dataset.described));
    if (control.type === "hidden") continue;
    if (isTick(control)) {
      if (control.checked && control.value) lines.push(control.closest("label").textContent.trim());
    } else if (control.value) {
      const label = control.id && root.querySelector(`label[for="${CSS.escape(control.id)}"]`);
      const value = control.selectedOptions ? control.selectedOptions[0].textContent : control.value;
      lines.push(control.selectedOptions && label ? `${label.textContent.trim()} → ${value.trim()}` : value.trim());
    }
  }
  return lines;
}

/** Put fields into the controls; tells the question's own widgets with a `filled` event. */
export function fill(root, prefix, fields) {
  const seen = {};
  for (const control of controlsOf(root, prefix)) {
    const name = control.name.slice(prefix.length);
    const values = fields[name] ?? [];
    if (isTick(control)) {
      control.checked = values.includes(control.value);
    } else if (control.multiple) {
      for (const option of control.options) option.selected = values.includes(option.value);
    } else {
      const at = seen[name] ?? 0;
      seen[name] = at + 1;
      if (at < values.length) control.value = values[at];
      else if (control.type !== "hidden") control.value = "";
    }
  }
  root.dispatchEvent(new CustomEvent("filled", { bubbles: true }));
}

/** Whether a control was changed since the page came, before this script did. */
export function isTouched(control) {
  if (control.type === "hidden" || control.type === "file") return false;
  if (isTick(control)) return control.checked !== control.defaultChecked;
  if (!control.options) return control.value !== control.defaultValue;
  return control.selectedIndex !== Math.max(0, [...control.options].findIndex((option) => option.defaultSelected));
}
