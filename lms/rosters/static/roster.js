// While the worker enters a long roster, look every second: say how far it is, and show the page anew when it is done.

const place = document.querySelector("[data-roster]");

function show({ rows, told }) {
  place.querySelector("progress").value = rows;
  place.querySelector(".progress-text").textContent = told;
}

async function look() {
  try {
    const reply = await fetch(place.dataset.roster, { headers: { Accept: "application/json" } });
    if (reply.ok) {
      const found = await reply.json();
      if (found.state !== "applying") return location.reload();
      show(found);
    }
  } catch {
    // Offline for a moment: the next look tells.
  }
  return setTimeout(look, 1000);
}

if (place) setTimeout(look, 1000);
