// Counts the words of a long answer while it is typed. The server counts in the same way (types/long_text.py) and says it too.
const SIGN = /[\p{L}\p{N}]/u;

const countOf = (text) => text.split(/\s+/u).filter((part) => SIGN.test(part)).length;

/** The sentence for a text: how many words, and how far from what is expected. */
function sentence(line, text) {
  const { min, max, limit, count, missing, extra, over } = line.dataset;
  if ([...text].length > Number(limit)) return over;
  const words = countOf(text);
  if (Number(min) && words && words < Number(min)) return missing.replace("{count}", words).replace("{difference}", min - words);
  if (Number(max) && words > Number(max)) return extra.replace("{count}", words).replace("{difference}", words - max);
  return count.replace("{count}", words);
}

for (const line of document.querySelectorAll("[data-word-count]")) {
  const area = document.getElementById(line.dataset.for);
  const show = () => {
    const text = sentence(line, area.value);
    if (line.textContent !== text) line.textContent = text;
  };
  area.addEventListener("input", show);
  show();
}
