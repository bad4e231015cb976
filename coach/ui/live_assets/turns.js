// Whose turn it is to speak. Pure: utterances and times come in, what to say next goes out.
const RANK = { count: 0, praise: 1, guide: 2, cue: 3, safety: 4 };
const COUNT_WAITS_MS = 1000;

const rank = (one) => RANK[one.kind] ?? RANK.guide;
const interruptible = (one) => one.kind === "count" || one.kind === "praise";

export class Turns {
  speaking = null; #waiting = null;

  /** A new utterance at `now` (ms); returns it where it is to be spoken at once (what speaks then stops), else null. */
  offer(said, now) {
    if (said.kind === "safety") this.#waiting = null;
    if (!this.speaking || said.kind === "safety" || (interruptible(this.speaking) && rank(said) >= rank(this.speaking))) {
      return this.speaking = said;
    }
    if (!this.#waiting || rank(said) >= rank(this.#waiting.said)) this.#waiting = { said, since: now };
    return null;
  }

  /** What speaks has ended; returns what is to be spoken next, or null. */
  ended(now) {
    const next = this.#waiting;
    this.#waiting = this.speaking = null;
    if (next && !(next.said.kind === "count" && now - next.since > COUNT_WAITS_MS)) this.speaking = next.said;
    return this.speaking;
  }

  clear() { this.speaking = this.#waiting = null; }
}
