// Answers that the server has not acknowledged, kept on this device: they survive a reload, a crash, a closed browser.
// One entry per person, attempt, question and open page. Without IndexedDB nothing is kept, and `works` says so.
const NAME = "tremplin-outbox";
const STORE = "answers";
const KEEP_MS = 90 * 24 * 3600 * 1000;

const done = (request) => new Promise((resolve, reject) => {
  request.addEventListener("success", () => resolve(request.result));
  request.addEventListener("error", () => reject(request.error));
});

/** A fresh key: of a save, by which the server knows a repeated one, or of an open page. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Outbox {
  constructor(db, person, onFailure) {
    Object.assign(this, { db, person, onFailure, page: newKey(), works: db !== null });
    // Held as long as this page lives: other pages see by it that its entries are looked after.
    if (this.works) navigator.locks?.request(`${NAME}-${this.page}`, () => new Promise(() => {})).catch(() => {});
  }

  static async open(person, onFailure = () => {}) {
    try {
      const request = indexedDB.open(NAME, 1);
      request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE, { keyPath: "id" }));
      return new Outbox(await done(request), person, onFailure);
    } catch {
      return new Outbox(null, person, onFailure);
    }
  }

  idOf(entry) { return `${this.person}/${entry.attempt}/${entry.slot}/${entry.copy ?? this.page}`; }

  store(mode) { return this.db.transaction(STORE, mode, { durability: "strict" }).objectStore(STORE); }

  write(change) {
    if (!this.works) return Promise.resolve();
    return new Promise((resolve) => {
      const failed = () => {
        if (this.works) this.onFailure();
        this.works = false;
        resolve();
      };
      try {
        const store = this.store("readwrite");
        store.transaction.addEventListener("complete", resolve);
        store.transaction.addEventListener("abort", failed);
        change(store);
        store.transaction.commit?.();
      } catch { failed(); }
    });
  }

  put(entry) { return this.write((store) => store.put({ ...entry, id: this.idOf(entry), page: this.page, at: Date.now() })); }

  remove(entry) { return this.write((store) => store.delete(this.idOf(entry))); }

  /** What pages that are gone left behind, oldest first, now this page's to send. */
  async adopt() {
    if (!this.works) return [];
    const mine = IDBKeyRange.bound(`${this.person}/`, `${this.person}/\uffff`);
    const all = await done(this.store("readonly").getAll(mine)).catch(() => []);
    const open = new Set((await navigator.locks?.query())?.held.map((lock) => lock.name));
    const left = all.filter((entry) => entry.page !== this.page && !open.has(`${NAME}-${entry.page}`));
    const fresh = left.filter((entry) => Date.now() - entry.at < KEEP_MS).sort((one, other) => one.at - other.at)
      .map((entry) => ({ ...entry, page: this.page, copy: newKey(), old: entry.id }));
    await this.write((store) => {
      for (const entry of left) store.delete(entry.id);
      for (const entry of fresh) store.put({ ...entry, id: this.idOf(entry) });
    });
    return fresh;
  }
}
