// Phases without a picture: the questions, what comes, how it was, and whom to call.
import { make, shown, whenChanged } from "./parts.js";
import { whereToStand } from "./place.js";

export class Page {
  constructor(part, data, ask) { Object.assign(this, { part: part.page, data, ask }); }

  show(state) {
    const asked = state.ask && state.ask.id !== "fall" && ["check", "rest", "how"].includes(state.phase);
    shown(this.part, asked || ["ready", "summary", "halted"].includes(state.phase));
    whenChanged(this.part, [state.phase, asked ? state.ask : null, state.summary, state.reminder, state.allowed_words], () => this.#build(state, asked));
    if (asked) this.ask.show(state.ask, this.part, state.phase === "rest" ? `set ${state.set}` : "");
    else if (state.ask?.id !== "fall") this.ask.hide();
  }

  #build(state, asked) {
    this.ask.hide();
    this.part.replaceChildren();
    if (asked && state.ask.title !== state.sentence) this.part.append(make("h2", { tabindex: "-1" }, state.ask.title));
    if (state.phase === "ready") this.#ready(state);
    if (state.summary) this.#summary(state.summary);
  }

  #ready({ reminder, allowed_words: allowed }) {
    const facts = [this.data.place, reminder, allowed].filter(Boolean).map((said) => make("p", said === allowed ? { class: "allowed" } : {}, said));
    this.part.append(make("div", { class: "place" }, whereToStand(this.data)),
      make("div", { class: "facts" }, make("h2", { tabindex: "-1" }, this.data.name), ...facts));
  }

  #summary({ title, well, lines = [], calls = [], sets = [] }) {
    this.part.append(make("h2", { tabindex: "-1" }, title ?? ""));
    if (lines.length) this.part.append(make("ul", { class: well ? "lines well" : "lines" }, ...lines.map((line) => make("li", {}, line))));
    if (calls.length) this.part.append(make("div", { class: "calls" }, ...calls.map(call)));
    if (sets.length) this.part.append(make("ul", { class: "sets" }, ...sets.map((set) => make("li", {}, set.words))));
  }
}

/** Whom to call: `who` and `phone`, which becomes a link that dials it. */
function call({ who, phone }) {
  if (!phone) return make("p", { class: "call" }, who);
  return make("a", { class: "call", href: `tel:${phone.replace(/[^+\d]/g, "")}` }, make("span", { class: "who" }, who), make("span", { class: "tel" }, phone));
}
