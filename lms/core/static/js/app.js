// Small comforts. Every page works without them.

/** Reveal each password's button; it shows or hides what was typed. */
function enhancePasswords() {
  for (const button of document.querySelectorAll("[data-password-toggle]")) {
    const input = document.getElementById(button.dataset.passwordToggle);
    if (!input) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const hidden = input.type === "password";
      input.type = hidden ? "text" : "password";
      button.textContent = hidden ? button.dataset.hide : button.dataset.show;
    });
    // Browsers offer to save a password only from a password field.
    input.form?.addEventListener("submit", () => { input.type = "password"; });
  }
}

/** Menus made of details close on Escape, on a click elsewhere, and when the focus leaves. */
function enhanceMenus() {
  for (const menu of document.querySelectorAll("details[data-menu]")) {
    const summary = menu.querySelector("summary");
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      summary.focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  }
}

/** A form that came back with errors starts at their summary. */
function focusErrors() {
  document.querySelector("[data-focus-on-load]")?.focus();
}

/** On narrow windows the course outline starts closed, or it would push the lesson below the fold. */
function foldRail() {
  if (window.matchMedia("(min-width: 64rem)").matches) return;
  for (const details of document.querySelectorAll(".player-rail > details, [data-fold-when-narrow]")) details.open = false;
}

/** A form is sent once: a second click while the answer travels does nothing. */
function sendOnce() {
  const release = (form) => {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    event.submitter?.setAttribute("aria-busy", "true");
    // A form that answers with a file leaves the page as it is: it can be sent again after a while.
    setTimeout(release, 5000, form);
  });
  // Coming back with the browser's Back button must find a form that can be sent again.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
}

enhancePasswords();
enhanceMenus();
focusErrors();
foldRail();
sendOnce();
