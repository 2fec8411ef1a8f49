// A video of another site plays in the place of its card once somebody presses; nothing is asked of that site before.
// Without this script, the card's link opens the video there.

function play(box) {
  const frame = document.createElement("iframe");
  frame.src = box.dataset.videoEmbed;
  frame.title = box.dataset.videoTitle;
  frame.className = "video-frame";
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  // YouTube plays nothing for a page that does not say where it is: it learns this site's address, never the lesson's.
  frame.referrerPolicy = "strict-origin";
  // The video may not lead this page elsewhere.
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-presentation");
  box.closest(".video").querySelector("[data-video-picture]").replaceWith(frame);
  box.remove();
  frame.focus();
}

for (const box of document.querySelectorAll("[data-video-embed]")) {
  box.hidden = false;
  box.querySelector("button").addEventListener("click", () => play(box));
}
