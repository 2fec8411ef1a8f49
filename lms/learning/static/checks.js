// Self-checks answer in place: the same form is posted, and the section of the reply replaces the one on the page.

/** Say `words` in the page's status region; the module's address is on the lesson's text. */
async function say(section, words) {
  const address = section.closest("[data-announce]")?.dataset.announce;
  if (!address || !words) return;
  const { announce } = await import(address);
  announce(words);
}

async function answerInPlace(section, form) {
  const reply = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const answered = page.getElementById(section.id);
  if (!answered || !(reply.ok || reply.status === 422)) throw new Error(String(reply.status));
  const shown = document.adoptNode(answered);
  section.replaceWith(shown);
  const told = shown.querySelector(".field-error, .feedback");
  (told ?? shown).focus();
  await say(shown, told?.textContent.trim().replace(/\s+/g, " "));
}

// Captured, so that the page's own handling of forms sees that this one is taken care of.
document.addEventListener("submit", (event) => {
  const section = event.target.closest("[data-self-check]");
  if (!section) return;
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("[type=submit]");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  answerInPlace(section, form).catch(() => {
    button.removeAttribute("aria-busy");
    if (form.isConnected) form.submit(); // the plain way shows what is wrong
  });
}, true);
