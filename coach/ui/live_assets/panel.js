// Beside the picture: the ticks of the set-up, or the dial (count, ring, seconds) and the dots of the set.
import { make, shown, text, told, whenChanged } from "./parts.js";
import { whereToStand } from "./place.js";

const MARKS = { ok: "✓", todo: "", unknown: "" };

export class Panel {
  constructor(part, data) {
    Object.assign(this, { part, data, words: data.words });
    part.place.append(whereToStand(data));
  }

  show(state) {
    const { part } = this, phase = state.phase, dial = ["neutral", "work", "rest"].includes(phase);
    shown(part.panel, dial || phase === "setup");
    shown(part.dial, dial);
    shown(part.under, phase === "work");
    shown(part.checks, phase === "setup");
    // The picture of where to stand stays until she stands there.
    const checks = state.checks ?? [], placed = checks.length > 0 && checks.every(({ id, state: now }) => now === "ok" || !["person", "distance", "view"].includes(id));
    shown(part.place, phase === "setup" && !placed);
    part.place.dataset.large = checks.length ? "" : "yes";
    if (phase === "setup") this.#checks(checks);
    if (dial) this.#dial(state, phase);
    if (phase === "work") this.#under(state);
  }

  #checks(checks) {
    if (!checks.length) checks = [{ state: "starting", words: this.words.camera_starting }];
    whenChanged(this.part.checks, checks, () => this.part.checks.replaceChildren(...checks.map((check) =>
      make("li", { "data-state": check.state }, make("span", { class: "mark", "aria-hidden": "true" }, MARKS[check.state] ?? ""),
        make("span", {}, check.words)))));
  }

  #dial(state, phase) {
    const { part } = this, rest = phase === "rest";
    const share = rest ? (state.rest_of_s ? 1 - state.rest_s / state.rest_of_s : null) : state.ring;
    shown(part.count, phase === "work");
    text(part.count, state.count);
    shown(part.seconds, rest);
    if (rest) text(part.seconds, Math.max(0, Math.ceil(state.rest_s ?? 0)));
    told(part.inside, phase === "neutral" ? state.ring_words : rest ? this.words.seconds : "");
    // Two digits fill the dial, so a hold has a ring of its own below the count.
    const filling = share !== null && share !== undefined, ring = phase === "work" ? part.hold : part.ring;
    shown(part.hold, phase === "work" && filling);
    shown(part.ring, phase === "neutral" || (rest && filling));
    part.panel.dataset.full = String(share >= 1);
    ring.style.setProperty("--share", Math.max(0, Math.min(1, share ?? 0)).toFixed(3));
  }

  #under(state) {
    const { part } = this, holding = state.ring !== null && state.ring !== undefined && state.ring_words;
    text(part.of, holding ? state.ring_words : state.of ? this.words.of.replace("{of}", state.of) : "");
    part.of.classList.toggle("holding", Boolean(holding));
    const done = state.repetitions ?? [];
    whenChanged(part.dots, [done, state.of], () => this.#dots(done, state.of ?? 0));
    told(part.tries, state.attempts_words);
  }

  #dots(done, of) {
    const left = Math.max(0, of - done.length);
    this.part.dots.replaceChildren(
      ...done.map((verdict) => make("li", { class: "dot", "data-verdict": verdict }, make("span", { class: "hidden" }, this.data.verdicts[verdict] ?? ""))),
      ...Array.from({ length: left }, () => make("li", { class: "dot", "aria-hidden": "true" })));
    this.part.dots.dataset.many = done.length + left > 10 ? "yes" : "";
  }
}
