// The browser's own voice, or a soft tone where this computer has none for the language. Nothing is sent to a server.
import { Turns } from "./turns.js";

const LOOK_MS = 2500, RATE = 0.95, LONGEST_MS = 3000, PER_LETTER_MS = 110;
// The last number that was heard of each session: Streamlit may draw its component anew in the middle.
const heard = new Map();
const TONES = { count: [660, 0.09], cue: [440, 0.28], safety: [392, 0.5] };

export class Voice {
  #turns = new Turns(); #limit = 0; #sound = null; #looked = false;

  /** `told` has voice(state): "on", "muted", "none" (no local voice, tone off) or "tone". */
  constructor({ language, token }, told) {
    Object.assign(this, { language, token, told, muted: remembered("coach-muted"), tone: remembered("coach-tone") });
    if ("speechSynthesis" in window) speechSynthesis.onvoiceschanged = () => this.#tell();
    // Voices come late in some browsers.
    this.timer = setTimeout(() => { this.#looked = true; this.#tell(); }, "speechSynthesis" in window ? LOOK_MS : 0);
    this.#tell();
  }

  get state() {
    if (this.#own()) return this.muted ? "muted" : "on";
    if (!this.#looked) return this.muted ? "muted" : "on";
    return this.tone ? "tone" : "none";
  }

  /** One touch: voice on or off; where there is no voice, the tone. */
  toggle() {
    if (this.state === "none" || this.state === "tone") this.tone = remember("coach-tone", !this.tone);
    else this.muted = remember("coach-muted", !this.muted);
    if (this.state !== "on") this.#silent();
    if (this.state === "tone") this.#beep("count");
    this.#tell();
  }

  /** Each state tells the last utterances anew; each is spoken once. */
  say(utterances) {
    const own = this.#own();
    // Voices come late: until they may have come, what is to be said is kept by the server's telling it again.
    if (!own && !this.#looked) return;
    for (const said of utterances ?? []) {
      if (said.n <= heard.get(this.token)) continue;
      heard.set(this.token, said.n);
      if (this.state === "tone") this.#beep(said.kind);
      if (this.state !== "on") continue;
      const now = this.#turns.offer(said, performance.now());
      if (now) this.#speak(now);
    }
  }

  leave() {
    clearTimeout(this.timer);
    this.#silent();
    this.#sound?.close();
  }

  #own() {
    if (!("speechSynthesis" in window)) return null;
    const own = speechSynthesis.getVoices().filter((one) => one.localService && one.lang.toLowerCase().startsWith(this.language));
    return own.find((one) => one.default) || own[0] || null;
  }

  #speak(said) {
    const voice = this.#own(), utterance = new SpeechSynthesisUtterance(said.words);
    Object.assign(utterance, { voice, lang: voice.lang, rate: RATE });
    const next = () => {
      if (said !== this.#turns.speaking) return;
      clearTimeout(this.#limit);
      const following = this.#turns.ended(performance.now());
      if (following) this.#speak(following);
    };
    utterance.onend = utterance.onerror = next;
    clearTimeout(this.#limit);
    // Some browsers forget to tell the end of an utterance.
    this.#limit = setTimeout(() => { speechSynthesis.cancel(); next(); }, LONGEST_MS + PER_LETTER_MS * said.words.length);
    speechSynthesis.cancel();
    speechSynthesis.speak(utterance);
  }

  #silent() {
    clearTimeout(this.#limit);
    this.#turns.clear();
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  #beep(kind) {
    if (!TONES[kind]) return;
    const [pitch, length] = TONES[kind], sound = this.#sound ??= new AudioContext();
    const tone = sound.createOscillator(), loud = sound.createGain(), at = sound.currentTime;
    Object.assign(tone.frequency, { value: pitch });
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(0.12, at + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.001, at + 0.02 + length);
    tone.connect(loud).connect(sound.destination);
    tone.start(at);
    tone.stop(at + 0.05 + length);
  }

  #tell() { this.told.voice(this.state); }
}

function remembered(name) {
  try { return localStorage.getItem(name) === "yes"; } catch { return false; }
}

function remember(name, value) {
  try { localStorage.setItem(name, value ? "yes" : "no"); } catch { /* remembered for this page only */ }
  return value;
}
