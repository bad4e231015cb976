// The frame of the screen: header, the large sentence, what lies over the picture, buttons, and where the focus is.
import { Ask } from "./ask.js";
import { Page } from "./page.js";
import { Panel } from "./panel.js";
import { make, shown, text, told, whenChanged } from "./parts.js";
import { WATCHING, aside, cover, main } from "./situation.js";

const LAYOUT = { setup: "stage", show: "show", neutral: "stage", work: "stage", rest: "rest" };
const NAMED = ["check", "ready"], COUNT_QUIET_MS = 2000;
const VOICE = { on: "voice_on", muted: "voice_off", tone: "tone_on", none: "tone_off" };

export class View {
  #phase = ""; #covered = ""; #quiet = 0; #notice = ""; #back = null;

  /** `told` has press(what): an object for the server, or "answer", "camera", "reload", and answer(object). */
  constructor(root, data, press) {
    this.part = Object.fromEntries([...root.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
    Object.assign(this, { root, data, words: data.words, press });
    this.ask = new Ask(data.words, { answer: (answer) => press({ answer }), skip: () => press({ do: "skip" }), changed: () => this.again?.() });
    this.panel = new Panel(this.part, data);
    this.page = new Page(this.part, data, this.ask);
    this.#label();
  }

  #label() {
    const { part, words } = this;
    text(part.name, this.data.name);
    for (const name of ["stop", "again", "leave", "why"]) text(part[name], words[name]);
    part.pause.replaceChildren(make("span", { class: "wide" }, this.data.hand ? words.pause : words.pause_short), make("span", { class: "narrow" }, words.pause_short));
    text(part.reasons_close, words.close);
    part.keys.replaceChildren(...["key_go", "key_stop", "key_mute", "key_why"].map((key) => {
      const [name, does] = words[key].split(/:\s*/);
      return make("span", {}, make("kbd", {}, name), ` ${does ?? ""}`);
    }));
    part.stop.onclick = () => this.press({ do: "stop", why: "button" });
    part.pause.onclick = () => this.press({ do: "pause", why: "button" });
    part.again.onclick = () => this.press({ do: "again" });
    part.leave.onclick = () => this.press({ do: "leave" });
    part.start.onclick = () => this.forward();
    part.mute.onclick = () => this.press("mute");
    part.why.onclick = () => this.reasons(true);
    part.reasons_close.onclick = () => this.reasons(false);
    part.full.onclick = () => this.full();
    this.#fullness = () => text(part.full, words[this.#isFull() ? "full_leave" : "full"]);
    document.addEventListener("fullscreenchange", this.#fullness);
    shown(part.full, document.fullscreenEnabled);
    this.#fullness();
  }

  #fullness;

  leave() { document.removeEventListener("fullscreenchange", this.#fullness); }

  /** Draws all of it; `own` are the browser's own facts: line, trouble. */
  show(state, own) {
    this.again = () => this.show(state, own);
    const covered = cover(state, own.line, own.trouble);
    this.state = state; this.covered = covered;
    this.root.dataset.phase = state?.phase ?? "";
    this.root.dataset.paused = covered?.kind === "cut" ? "lost" : state?.paused ?? "";
    this.root.dataset.layout = LAYOUT[state?.phase] ?? "page";
    this.root.dataset.asking = state?.ask ? "yes" : "";
    this.root.dataset.cover = covered?.kind ?? "";
    if (state) this.#phaseParts(state);
    const small = aside(state, own.line);
    told(this.part.note, this.#notice || (small && (small.said ?? this.words[small.key])));
    this.#over(state, covered);
    this.#buttons(state, covered);
    this.#focus(state?.phase ?? "", covered?.kind ?? "");
  }

  #phaseParts(state) {
    const { part } = this, watching = WATCHING.includes(state.phase);
    told(part.dose, state.dose_words);
    told(part.person, this.data.person && NAMED.includes(state.phase) ? this.words.for.replace("{name}", () => this.data.person) : "");
    told(part.phase, state.phase_words);
    part.phase.dataset.phase = state.phase;
    shown(part.verdict, state.phase === "work" && !state.failure);
    text(part.verdict, state.verdict_words ? `${this.data.shapes[state.verdict] ?? this.data.shapes.cannot_judge} ${state.verdict_words}` : "");
    part.verdict.dataset.verdict = state.verdict ?? "";
    shown(part.picture, watching);
    shown(part.figure, state.phase === "show");
    this.panel.show(state);
    this.page.show(state);
    this.#sentence(state);
    text(part.next, watching && !state.failure ? state.next_words : "");
  }

  #sentence(state) {
    const { part } = this;
    if (part.cue.textContent !== (state.sentence ?? "")) {
      // Cue and count are not told by a screen reader at the same time: the count keeps quiet for a moment.
      part.count.setAttribute("aria-live", "off");
      clearTimeout(this.#quiet);
      this.#quiet = setTimeout(() => part.count.setAttribute("aria-live", "polite"), COUNT_QUIET_MS);
    }
    text(part.cue, state.sentence);
    part.cue.dataset.kind = state.sentence_kind ?? "";
    shown(part.why, state.why && state.phase === "work");
    shown(part.saying, state.sentence || LAYOUT[state.phase]);
    if (state.why) this.#rows(state.why);
  }

  #rows({ title, rows = [] }) {
    const { part } = this;
    whenChanged(part.reasons_rows, [title, rows], () => {
      text(part.reasons_title, title);
      part.reasons_rows.replaceChildren(...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
      part.reasons.setAttribute("aria-label", title);
    });
  }

  #over(state, covered) {
    const { part, words } = this, asked = covered?.kind === "ask";
    shown(part.over, covered);
    for (const name of ["picture", "figure", "page", "panel", "saying"]) part[name].inert = Boolean(covered) && name !== "picture";
    if (!covered) return;
    part.over.dataset.kind = covered.kind;
    const title = covered.heading ?? words[covered.title], said = covered.said ?? words[covered.key] ?? "";
    text(part.over_title, title);
    // What stands large above is not said again below.
    told(part.over_words, said.startsWith(`${title}.`) ? said.slice(title.length + 1).trim() : said);
    if (asked) this.ask.show(state.ask, part.over_ask);
  }

  #buttons(state, covered) {
    const { part, words } = this, watching = WATCHING.includes(state?.phase), closed = ["line", "failure"].includes(covered?.kind);
    const forward = main(state, covered, this.ask);
    shown(part.stop, watching && !closed);
    shown(part.pause, watching && !covered && !state.paused);
    shown(part.leave, !watching && !closed && ["check", "ready"].includes(state?.phase));
    shown(part.again, state?.phase === "neutral" && !covered);
    told(part.start, forward ? forward.label ?? words[forward.key] : "");
    this.does = forward?.does ?? null;
  }

  forward() {
    if (!this.does) return;
    if (this.does === "answer") return this.ask.confirm();
    this.press(this.does);
  }

  #focus(phase, kind) {
    if (phase === this.#phase && kind === this.#covered) return;
    const { part } = this, first = !this.#phase, covered = kind && kind !== this.#covered, inner = this.root.getRootNode().activeElement;
    this.#phase = phase; this.#covered = kind;
    if (!part.shade.hidden) this.reasons(false);
    if (covered) return (part.start.hidden ? part.over : part.start).focus();
    // Whoever is on a button that is still there stays there.
    if (!first && inner && inner !== this.root && inner.checkVisibility?.() && inner !== part.start && inner !== part.over) return;
    if (LAYOUT[phase]) (part.start.hidden ? part.pause : part.start).focus();
    else { part.page.scrollTop = 0; (part.page.querySelector("h2") ?? part.page).focus(); }
  }

  reasons(open) {
    if (open && !this.state?.why || open === !this.part.shade.hidden) return;
    const back = this.#back ?? this.part.why;
    if (open) this.#back = this.root.getRootNode().activeElement;
    shown(this.part.shade, open);
    (open ? this.part.reasons_close : back).focus();
  }

  voice(state) {
    text(this.part.mute, this.words[VOICE[state]]);
    this.part.mute.setAttribute("aria-pressed", String(state === "on" || state === "tone"));
    this.root.dataset.voice = state;
  }

  notice(words) { this.#notice = words; this.again?.(); }

  #isFull() { return Boolean(document.fullscreenElement); }

  async full() {
    if (this.#isFull()) return document.exitFullscreen();
    await this.part.sheet.requestFullscreen();
    // Esc stops the set in full screen, too, where the browser lets a page have it; held long it leaves full screen.
    try { await navigator.keyboard?.lock(["Escape"]); } catch { /* then Esc leaves full screen first */ }
  }
}
