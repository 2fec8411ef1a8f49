// Tells the server that this item was opened: a GET writes nothing to a person's record.
const page = document.querySelector("[data-opened-url]");
if (page) {
  fetch(page.dataset.openedUrl, {
    method: "POST",
    headers: { "X-CSRFToken": page.dataset.csrf, Accept: "application/json" },
    keepalive: true,
  }).catch(() => {});
}
