// Forms that are saved by their button: what is typed is kept on this device until then, and leaving asks first.
import { Kept } from "./kept.js";

function guard(form) {
  let isDirty = Boolean(form.dataset.refused);
  const kept = new Kept(form, form.parentElement.querySelector(":scope > [data-kept]"), () => { isDirty = true; });
  const changed = (event) => {
    if (event.target.name?.startsWith("try-")) return;
    isDirty = true;
    kept.keep();
  };
  kept.begin();
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    if (isDirty) kept.keep(true);
    isDirty = false;
  });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
}

document.querySelectorAll("form[data-guard]").forEach(guard);
