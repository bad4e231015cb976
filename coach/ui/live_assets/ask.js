// A question: scales of 0 to 10 and choices. An open scale is asked for once, kindly; then one may go on without it.
// At rest there is no button for it: each number that is chosen or changed goes on its way with all the others.
import { make, text, whenChanged } from "./parts.js";

const NUMBERS = [...Array(11).keys()];

export class Ask {
  #ask = null; #numbers = {}; #ticked = new Set(); #kindly = false; #sure = false; #rests = {};

  /** `told` has answer(object), skip() and changed(). */
  constructor(words, told) { Object.assign(this, { words, told, part: make("div", { class: "ask" }) }); }

  /** Draws the question into `host`; the same question drawn again keeps what was answered. `rest` names the rest it is of. */
  show(ask, host, rest = "") {
    if (this.part.parentElement !== host) host.append(this.part);
    this.rest = rest;
    whenChanged(this.part, ask, () => this.#build(ask));
  }

  hide() {
    this.part.remove();
    this.#ask = null;
    delete this.part.dataset.built;
  }

  /** What the main button says. */
  get go() {
    const ask = this.#ask;
    // Where pressing a choice is all that is asked, nothing else leads on.
    if (!ask || (!ask.many && ask.choices?.length && !ask.scales?.length)) return "";
    if (this.#sure) return ask.yes ?? ask.go;
    return (ask.many && !this.#ticked.size && ask.none) || ask.go || "";
  }

  get open() { return (this.#ask?.scales ?? []).filter((scale) => !(scale.id in this.#numbers)); }

  /** The main button: sends the answer, or asks once for what is open, or whether what was ticked is meant. */
  confirm() {
    if (this.#ticked.size && this.#ask.confirm && !this.#sure) return this.#doubt(true);
    if (!this.#ticked.size && this.#ask.many && this.#more()) return this.#turn();
    if (this.open.length && !this.#kindly && !this.#ticked.size) return this.#remind();
    return this.#send();
  }

  /** "None of these" is only said of what was seen: signs below the edge are brought into view first. */
  #more() {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = this.part.closest(".page") ?? {};
    return scrollTop + clientHeight < scrollHeight - 24;
  }

  #turn() { this.part.closest(".page").scrollBy({ top: this.part.closest(".page").clientHeight * 0.8 }); }

  /** The ticked choices once more, before they end the day. */
  #doubt(sure) {
    this.#sure = sure;
    const ask = this.#ask, change = make("button", { "data-part": "change" }, ask.change ?? "");
    change.onclick = () => this.#doubt(false);
    const marked = (ask.choices ?? []).filter(({ id }) => this.#ticked.has(id)).map(({ words }) => make("li", {}, words));
    const head = make("h2", { tabindex: "-1" }, ask.confirm);
    this.part.replaceChildren(...(sure ? [head, make("ul", { class: "marked" }, ...marked), change] : this.asked));
    this.part.closest(".page")?.classList.toggle("doubt", sure);
    (sure ? head : this.part.querySelector("input")).focus();
    this.told.changed();
  }

  /** What was chosen at rest may have been lost with the line. */
  repeat() { if (this.#ask && this.rest && Object.keys(this.#numbers).length) this.#send(); }

  #build(ask) {
    this.#ask = ask; this.#ticked = new Set(); this.#kindly = this.#sure = false;
    // Another question may come in between, as after a fall: what was told in this rest stays told.
    this.#numbers = this.rest ? this.#rests[this.rest] ??= {} : {};
    this.kind = make("p", { class: "kindly", role: "status" });
    const scales = (ask.scales ?? []).map((scale) => this.#scale(scale));
    const choices = ask.choices?.length ? [this.#choices(ask)] : [];
    // The scales come first: where a press on a choice is the answer, they would else never be answered.
    this.asked = [...scales, ...choices, this.kind, ...(ask.skip ? [this.#skip(ask.skip)] : [])];
    this.part.replaceChildren(...this.asked);
    this.told.changed();
  }

  #skip(words) {
    const skip = make("button", { class: "quiet", "data-part": "skip" }, words);
    skip.onclick = () => this.told.skip();
    return skip;
  }

  #scale(scale) {
    const name = `${this.#ask.id}_${scale.id}`;
    const numbers = NUMBERS.map((n) => {
      const input = make("input", { type: "radio", name, value: n, checked: this.#numbers[scale.id] === n });
      input.onchange = () => this.#choose(scale.id, n);
      return make("label", { class: "number-choice" }, input, make("span", {}, String(n)));
    });
    return make("fieldset", { class: "scale" }, make("legend", {}, scale.words), make("div", { class: "numbers" }, ...numbers),
      make("div", { class: "ends", "aria-hidden": "true" }, make("span", {}, `0 ${scale.low}`), make("span", {}, `${scale.high} 10`)));
  }

  #choices(ask) {
    if (ask.many) {
      return make("fieldset", { class: "choices" }, make("legend", { class: "hidden" }, ask.title), ...ask.choices.map((choice) => {
        const input = make("input", { type: "checkbox", value: choice.id });
        input.onchange = () => { this.#ticked[input.checked ? "add" : "delete"](choice.id); this.told.changed(); };
        return make("label", { class: "choice" }, input, make("span", {}, choice.words));
      }));
    }
    return make("div", { class: "choices", role: "group", "aria-label": ask.title }, ...ask.choices.map((choice) => {
      const button = make("button", { class: "choice", "data-choice": choice.id }, choice.words);
      button.onclick = () => this.#send(choice.id);
      return button;
    }));
  }

  #choose(id, n) {
    this.#numbers[id] = n;
    if (this.rest) this.#send();
    text(this.kind, this.rest && !this.open.length ? this.words.noted : "");
    this.told.changed();
  }

  #remind() {
    this.#kindly = true;
    text(this.kind, this.words.open_pain);
    this.part.querySelector("input[type=radio]")?.focus();
    this.kind.scrollIntoView({ block: "nearest" });
  }

  #send(why) {
    const scales = Object.fromEntries((this.#ask.scales ?? []).map(({ id }) => [id, this.#numbers[id] ?? null]));
    this.told.answer({ ...scales, flags: [...this.#ticked], ...(why ? { why } : {}) });
  }
}
