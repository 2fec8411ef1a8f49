// Self-checks answer in place: the same form is posted, and the section of the reply replaces the one on the page.
document.addEventListener("submit", async (event) => {
  const section = event.target.closest("[data-self-check]");
  if (!section) return;
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const reply = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const answered = page.getElementById(section.id);
    if (!reply.ok || !answered) throw new Error(String(reply.status));
    section.replaceWith(document.adoptNode(answered));
    answered.focus({ preventScroll: false });
  } catch {
    button.disabled = false;
    form.submit(); // the plain way shows what is wrong
  }
});

