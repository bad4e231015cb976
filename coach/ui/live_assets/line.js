// The line to the coach: opened with the session's token, opened again when it was cut, given up after two minutes.
const FIRST_MS = 500, MOST_MS = 3000, GIVE_UP_MS = 120000, REFUSALS = 3, TICK_MS = 500;
// Every tick and frame is answered: a line that is silent for so long is dead, though nobody said so.
const SILENT_MS = 10000;
// Timers that come so late were frozen with the tab or the computer, and answers may wait behind them for a round.
const LATE_MS = 2000, ROUND_MS = 2000;

/** How long to wait before the next try; pure, so that it can be tested. */
export function wait(tries) { return Math.min(MOST_MS, FIRST_MS * 2 ** Math.max(0, tries - 1)); }

export class Line {
  #socket = null; #tries = 0; #refused = 0; #cutAt = 0; #timer = 0; #tick = 0; #over = false; #owed = []; #quietSince = 0; #heardAt = 0; #saidAt = performance.now();

  /** `told` has state("open" | "cut" | "refused" | "given_up"), message(object), time() for ticks. */
  constructor({ path, protocol, token }, told) {
    Object.assign(this, { address: location.origin.replace(/^http/, "ws") + path, protocols: [protocol, token], told });
    this.#cutAt = performance.now();
    this.#connect();
    this.#tick = setInterval(() => this.#say(), TICK_MS);
  }

  get open() { return this.#socket?.readyState === WebSocket.OPEN; }

  /** Sends what the person did; while the line is cut it is kept until it is back, a newer of its kind first. */
  send(said) {
    if (this.open) { this.#socket.send(JSON.stringify(said)); return true; }
    // A stop stays owed: nothing that comes after it takes its place.
    const stops = said.do && this.#owed.some((one) => one.do === "stop");
    if (!this.#over && !stops) this.#owed = [...this.#owed.filter((one) => Object.keys(one)[0] !== Object.keys(said)[0]), said];
    return false;
  }

  /** Sends a frame; false where the line is not open. */
  frame(message) {
    if (!this.open) return false;
    this.#quietSince = performance.now();
    this.#socket.send(message);
    return true;
  }

  close() {
    this.#over = true;
    clearTimeout(this.#timer);
    clearInterval(this.#tick);
    this.#socket?.close();
  }

  #connect() {
    if (this.#over) return;
    const socket = this.#socket = new WebSocket(this.address, this.protocols);
    let opened = false;
    socket.onopen = () => { opened = true; this.#back(); };
    socket.onmessage = (message) => { this.#heardAt = performance.now(); this.told.message(JSON.parse(message.data)); };
    socket.onclose = () => { if (socket === this.#socket && !this.#over) this.#cut(opened); };
  }

  #back() {
    this.#tries = this.#refused = 0;
    this.#heardAt = performance.now();
    this.told.state("open");
    for (const said of this.#owed.splice(0)) this.send(said);
  }

  async #cut(opened) {
    if (opened) this.#cutAt = performance.now();
    if (opened || this.#tries > 0) this.told.state("cut");
    else this.#cutAt = performance.now();
    this.#tries += 1;
    // A browser hides why a handshake failed; when the page's server answers, it was the handshake that was refused.
    if (!opened && await this.#serverAnswers()) this.#refused += 1;
    if (this.#over) return;
    if (this.#refused >= REFUSALS) return this.#end("refused");
    if (performance.now() - this.#cutAt > GIVE_UP_MS) return this.#end("given_up");
    this.#timer = setTimeout(() => this.#connect(), wait(this.#tries));
  }

  async #serverAnswers() {
    try {
      return (await fetch(import.meta.url, { method: "HEAD", cache: "no-store" })).ok;
    } catch {
      return false;
    }
  }

  #end(why) {
    this.close();
    this.told.state(why);
  }

  #say() {
    const now = performance.now();
    if (now - this.#saidAt > TICK_MS + LATE_MS) this.#heardAt = Math.max(this.#heardAt, now - SILENT_MS + ROUND_MS);
    this.#saidAt = now;
    if (this.open && now - this.#heardAt > SILENT_MS) {
      this.#socket.onclose = this.#socket.onmessage = null;
      this.#socket.close();
      this.#cut(true);
    } else if (this.open && now - this.#quietSince >= TICK_MS) this.#socket.send(JSON.stringify({ tick: this.told.time() }));
  }
}
