// While the worker enters a long roster, look every two seconds, and show the page anew when it is done.

const place = document.querySelector("[data-roster]");

async function look() {
  try {
    const reply = await fetch(place.dataset.roster, { headers: { Accept: "application/json" } });
    if (reply.ok && (await reply.json()).state !== "applying") return location.reload();
  } catch {
    // Offline for a moment: the next look tells.
  }
  return setTimeout(look, 2000);
}

if (place) setTimeout(look, 1000);
