// Shows the Copy buttons where the browser can copy, and says so when it did.
const { announce } = await import(document.getElementById("copy-script").dataset.announce);

for (const button of document.querySelectorAll("[data-copy]")) {
  const input = document.getElementById(button.dataset.copy);
  input.addEventListener("focus", () => input.select());
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const label = button.firstChild;
  const words = label.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(input.value);
    label.textContent = button.dataset.copied;
    announce(button.dataset.copied);
    setTimeout(() => { label.textContent = words; }, 3000);
  });
}
