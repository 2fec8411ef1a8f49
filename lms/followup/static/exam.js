// The exam console keeps itself up to date: every 15 seconds it asks for the part that changes, and puts it in its place.
const EVERY_MS = 15000;
const place = document.querySelector("[data-exam-now]");
let etag = "";

/** The same control in the new part keeps the focus, so that nobody is thrown to the top of the page. */
function show(html) {
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  const region = place.querySelector(".table-region");
  const scrolled = region?.scrollLeft ?? 0;
  const page = new DOMParser().parseFromString(html, "text/html");
  place.replaceChildren(...page.body.childNodes);
  const fresh = place.querySelector(".table-region");
  if (fresh) fresh.scrollLeft = scrolled;
  if (!held) return;
  const same = [...place.querySelectorAll("a, button, [tabindex]")].find((one) =>
    one.tagName === held.tagName && one.value === held.value && one.href === held.href);
  (same ?? fresh)?.focus({ preventScroll: true });
}

async function look() {
  if (document.hidden) return;
  try {
    const headers = etag ? { "If-None-Match": etag } : {};
    const reply = await fetch(place.dataset.examNow, { headers, cache: "no-store", redirect: "error" });
    if (reply.status !== 200) return;
    etag = reply.headers.get("ETag") ?? "";
    show(await reply.text());
  } catch {
    // Offline: what is shown stays, and the next look comes in 15 seconds.
  }
}

if (place) {
  document.querySelector("[data-exam-polling]").hidden = false;
  setInterval(look, EVERY_MS);
  document.addEventListener("visibilitychange", look);
}
