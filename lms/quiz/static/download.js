// The last resort: unsent answers as a plain text file, made on this device.

/** `answers`: what the outbox keeps of each (slot, stem, lines). */
export function download(answers, { title, words }) {
  const blocks = [...answers].sort((one, other) => one.slot - other.slot).map((one) => [
    words.question.replace("{number}", one.slot), one.stem, "", ...(one.lines?.length ? one.lines : [words.noAnswer]), "", "",
  ].join("\r\n"));
  const head = [title, location.href, new Date().toISOString(), "", "", ""].join("\r\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", head, ...blocks], { type: "text/plain;charset=utf-8" }));
  link.download = words.fileName;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
