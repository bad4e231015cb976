// One running set in the browser: camera → JPEG → socket, answers → skeleton, count, cue and voice.
// A frame is sent only while fewer than two are on their way, so that none ever queues; the newest is taken.
const IN_FLIGHT = 2, WIDTH = 640, QUALITY = 0.8, FORGET_MS = 2000;
const running = new WeakMap();

const SENTENCES = {
  NotAllowedError: "The camera was not allowed. Press the camera sign beside the address, allow it, and start again.",
  NotFoundError: "No camera was found. Plug one in and start again.",
  NotReadableError: "Another program is using the camera. Close it and start again.",
  OverconstrainedError: "This camera gives no fitting picture. Choose another one and start again.",
};
const NO_CAMERA = "This browser shows no camera here. Open the page as http://localhost and start again.";
const LOST = "The connection to the coach was lost. What was seen so far has been kept.";
const PHASES = { waiting: "Getting ready", arming: "Take your place", working: "Counting", ended: "Done", failed: "Not watching" };

export default function (component) {
  const root = component.parentElement.querySelector(".coach");
  // Each rerun of the page calls this again; the set that runs already only takes over the new colours.
  const known = running.get(root);
  paint(root, component.data.colours);
  if (known && known.token === component.data.token) { known.component = component; return known.leave; }
  const set = new LiveSet(root, component);
  running.set(root, set);
  set.start();
  return set.leave;
}

function paint(root, colours) {
  for (const [name, value] of Object.entries(colours)) root.style.setProperty("--" + name.replace("_", "-"), value);
}

class LiveSet {
  constructor(root, component) {
    Object.assign(this, { root, component, data: component.data, token: component.data.token });
    this.part = Object.fromEntries([...root.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
    this.sent = []; this.said = 0; this.over = false; this.stopping = false; this.measuredAt = 0;
    this.grab = document.createElement("canvas");
    this.leave = () => this.end();
    this.part.name.textContent = this.data.name;
    this.part.of.textContent = `of ${this.data.dose}`;
    this.part.cue.dataset.kind = "";
    this.part.stop.onclick = () => this.ask();
    this.part.back.onclick = () => this.tell("trouble");
    this.part.voice.onclick = () => this.mute(this.part.voice.getAttribute("aria-pressed") === "true");
    this.part.full.onclick = () => document.fullscreenElement || root.getRootNode().fullscreenElement ? document.exitFullscreen() : root.requestFullscreen();
    this.part.full.hidden = !document.fullscreenEnabled;
    for (const button of root.querySelectorAll("[data-why]")) button.onclick = () => this.stop(button.dataset.why);
    this.part.voice.hidden = !voice();
    if ("speechSynthesis" in window) speechSynthesis.onvoiceschanged = () => { this.part.voice.hidden = !voice(); };
    try { this.mute(localStorage.getItem("coach-muted") === "yes"); } catch { /* a browser without storage still speaks */ }
  }

  async start() {
    if (!navigator.mediaDevices) return this.trouble(NO_CAMERA);
    try {
      const video = { width: { ideal: WIDTH }, height: { ideal: 480 }, frameRate: { ideal: 30 }, facingMode: "user" };
      this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    } catch (error) {
      return this.trouble(SENTENCES[error.name] || SENTENCES.NotReadableError);
    }
    if (this.over) return this.end();
    this.stream.getVideoTracks()[0].onended = () => { if (!this.stopping) this.trouble("The camera was unplugged. What was seen so far has been kept."); };
    this.part.video.srcObject = this.stream;
    try { await this.part.video.play(); } catch { /* the picture begins when the tab is seen */ }
    this.connect();
  }

  connect() {
    const address = location.origin.replace(/^http/, "ws") + this.data.path;
    this.socket = new WebSocket(address, [this.data.protocol, this.token]);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => this.frame();
    this.socket.onmessage = (message) => this.answer(JSON.parse(message.data));
    this.socket.onclose = () => { if (!this.over) this.trouble(LOST); };
  }

  frame() {
    if (this.over || this.stopping) return;
    const video = this.part.video, next = () => this.frame();
    // Shown frames are the camera's own clock; where the browser does not tell them, its drawing is.
    video.requestVideoFrameCallback ? video.requestVideoFrameCallback(next) : requestAnimationFrame(next);
    const now = performance.now();
    this.sent = this.sent.filter((at) => now - at < FORGET_MS);
    if (this.sent.length >= IN_FLIGHT || !video.videoWidth || this.socket.readyState !== WebSocket.OPEN) return;
    this.sent.push(now);
    const scale = Math.min(1, WIDTH / Math.max(video.videoWidth, video.videoHeight));
    const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    if (this.grab.width !== width || this.grab.height !== height) Object.assign(this.grab, { width, height });
    this.grab.getContext("2d").drawImage(video, 0, 0, width, height);
    this.grab.toBlob(async (blob) => {
      if (!blob || this.socket.readyState !== WebSocket.OPEN) return;
      const picture = new Uint8Array(await blob.arrayBuffer()), message = new Uint8Array(8 + picture.length);
      new DataView(message.buffer).setFloat64(0, now / 1000, true);
      message.set(picture, 8);
      if (this.socket.readyState === WebSocket.OPEN) this.socket.send(message);
    }, "image/jpeg", QUALITY);
  }

  answer(said) {
    if ("ended" in said) return this.tell(said.ended);
    this.sent = this.sent.filter((at) => Math.abs(at / 1000 - said.t) > 1e-6);
    if (this.stopping) return;
    if (said.state) this.show(said.state);
    if (said.size) {
      this.draw(said.points, said.size, said.state);
      this.root.dataset.latencyMs = Math.round(performance.now() - said.t * 1000);
      this.root.dataset.frames = said.state.frames;
    }
  }

  show(state) {
    const { part } = this;
    this.root.dataset.phase = state.phase;
    if (state.failure) return this.trouble(state.failure);
    text(part.phase, PHASES[state.phase]);
    text(part.count, state.count);
    text(part.hint, state.hint); part.hint.hidden = !state.hint;
    text(part.tries, state.attempts ? `${state.attempts} more ${state.attempts === 1 ? "try" : "tries"} that turned back early` : "");
    text(part.cue, state.said || (state.phase === "working" ? "" : "I will count when you are in place."));
    part.cue.dataset.kind = state.said_kind;
    this.dots(state.repetitions);
    this.measure(state.measure, state.limits);
    if (state.said_number > this.said) { this.said = state.said_number; this.speak(state.said); }
  }

  dots(repetitions) {
    const shown = repetitions.join();
    if (this.part.dots.dataset.shown === shown) return;
    this.part.dots.dataset.shown = shown;
    this.part.dots.replaceChildren(...repetitions.slice(-12).map((verdict) => {
      const dot = document.createElement("span");
      dot.textContent = this.data.verdicts[verdict][0];
      dot.title = this.data.verdicts[verdict][1];
      dot.style.color = this.data.colours[verdict === "cannot_judge" ? "unknown" : verdict];
      return dot;
    }));
  }

  measure(measure, limits) {
    const now = performance.now();
    // A figure that changes with every frame cannot be read.
    if (now - this.measuredAt < 400 && Boolean(measure) === !this.part.measure.hidden) return;
    this.measuredAt = now;
    this.part.measure.hidden = !measure;
    if (!measure) return;
    const verdict = limits.find((limit) => limit.id === measure.limit_id)?.verdict || "ok";
    const say = (value) => (measure.unit === "deg" ? `${Math.round(value)}°` : `${Math.round(100 * value)} %`).replace("-", "−");
    const name = this.data.limits[measure.limit_id];
    text(this.part.measure, `${this.data.verdicts[verdict][0]} ${name} ${say(measure.value)} ± ${say(measure.u)}, limit ${say(measure.limit)}`);
  }

  draw(points, [width, height], state) {
    const { canvas } = this.part, pen = canvas.getContext("2d");
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    pen.clearRect(0, 0, width, height);
    if (!points) return;
    // Only the near side, and what both sides share, is drawn: the far one is mostly guessed.
    const far = state.view === "front" || state.view === "back" ? -1 : state.near;
    const shown = (k) => points[k] && points[k][0] !== null && points[k][2] >= 0.5 && (far < 0 || k % 2 !== far);
    const unit = Math.min(width, height) / 480, judged = state.measure && state.limits.find((limit) => limit.id === state.measure.limit_id);
    const thick = judged ? this.data.judged[judged.id].map(String) : [];
    const lines = this.data.lines.filter((line) => line.every(shown));
    pen.lineCap = "round";
    for (const line of lines) stroke(pen, points, line, 7 * unit, "rgba(255,255,255,.85)");
    for (const line of lines) stroke(pen, points, line, 3.4 * unit, "#35585c");
    for (const line of lines.filter((one) => thick.includes(String(one)))) {
      stroke(pen, points, line, 11 * unit, "rgba(255,255,255,.9)");
      stroke(pen, points, line, 7 * unit, { ok: "#2c7a57", close: "#c98a10", breach: "#d5541b" }[judged.verdict] || "#56646e");
    }
    for (const k of new Set(lines.flat())) {
      pen.beginPath(); pen.arc(points[k][0], points[k][1], 4 * unit, 0, 7);
      pen.fillStyle = "#fff"; pen.fill(); pen.lineWidth = 1.8 * unit; pen.strokeStyle = "#35585c"; pen.stroke();
    }
  }

  speak(sentence) {
    const chosen = voice();
    if (!sentence || !chosen || this.muted) return;
    speechSynthesis.cancel();
    const utterance = new SpeechSynthesisUtterance(sentence);
    Object.assign(utterance, { voice: chosen, lang: chosen.lang, rate: 0.95 });
    speechSynthesis.speak(utterance);
  }

  mute(muted) {
    this.muted = muted;
    this.part.voice.setAttribute("aria-pressed", String(!muted));
    this.part.voice.textContent = muted ? "Voice off" : "Voice on";
    if (muted && "speechSynthesis" in window) speechSynthesis.cancel();
    try { localStorage.setItem("coach-muted", muted ? "yes" : "no"); } catch { /* remembered for this page only */ }
  }

  // The camera goes dark at once; the answer to "why" may take its time.
  ask() {
    this.stopping = true;
    this.dark();
    this.part.ask.hidden = false;
    this.part.ask.querySelector("button").focus();
  }

  stop(why) {
    this.part.ask.hidden = true;
    if (this.socket && this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ stop: why }));
    else this.tell(why);
  }

  trouble(sentence) {
    this.stopping = true;
    this.dark();
    text(this.part.sentence, sentence);
    this.part.trouble.hidden = false;
    if (this.socket && this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ stop: "other" }));
    this.over = true;
  }

  tell(why) {
    const troubled = !this.part.trouble.hidden;
    if (troubled && why !== "trouble") return;
    this.end();
    this.component.setTriggerValue("over", why);
  }

  dark() {
    if (this.stream) for (const track of this.stream.getTracks()) { track.onended = null; track.stop(); }
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  end() {
    this.over = true;
    this.dark();
    if (this.socket && this.socket.readyState < WebSocket.CLOSING) this.socket.close();
    running.delete(this.root);
  }
}

function text(part, said) {
  // Equal text is left alone, so that screen readers do not say it again.
  if (part.textContent !== String(said)) part.textContent = said;
}

function stroke(pen, points, [from, to], width, colour) {
  pen.beginPath(); pen.moveTo(points[from][0], points[from][1]); pen.lineTo(points[to][0], points[to][1]);
  pen.lineWidth = width; pen.strokeStyle = colour; pen.stroke();
}

// Some voices send the text to a server: only those of this computer are used.
function voice() {
  if (!("speechSynthesis" in window)) return null;
  return speechSynthesis.getVoices().find((one) => one.localService && one.lang.startsWith("en")) || null;
}
