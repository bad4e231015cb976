// Keeps the screen awake while somebody stands three metres away from it.
export class Awake {
  #lock = null; #wanted = false;

  constructor() {
    this.seen = () => { if (!document.hidden && this.#wanted) this.#take(); };
    document.addEventListener("visibilitychange", this.seen);
  }

  set(wanted) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted) this.#take(); else this.#give();
  }

  leave() {
    this.set(false);
    document.removeEventListener("visibilitychange", this.seen);
  }

  async #take() {
    try { this.#lock = await navigator.wakeLock?.request("screen"); } catch { /* a low battery may refuse it */ }
    if (!this.#wanted) this.#give();
  }

  #give() { this.#lock?.release(); this.#lock = null; }
}
