// One guided session: camera → line → picture, and the server's state → screen and voice.
import { Awake } from "./awake.js";
import { Camera } from "./camera.js";
import { CameraClock } from "./clock.js";
import { Figure } from "./figure.js";
import { Flight, Grabber } from "./frames.js";
import { listen } from "./keys.js";
import { Line } from "./line.js";
import { Picture } from "./picture.js";
import { WATCHING } from "./situation.js";
import { View } from "./view.js";
import { Voice } from "./voice.js";

const KEPT = 2000, NOTICE_MS = 8000, STOP_LOST_MS = 1500, LEAVING_MS = 4000;
const STOP = { do: "stop", why: "button" };
const running = new WeakMap();

/** Called by Streamlit for each run of the page; the session that runs already only takes over the new colours. */
export function mount(component) {
  const root = component.parentElement.querySelector(".coach"), known = running.get(root);
  for (const [name, value] of Object.entries(component.data.colours)) root.style.setProperty("--" + name.replaceAll("_", "-"), value);
  if (known && known.data.token === component.data.token) { known.component = component; return known.leave; }
  known?.end();
  const session = new Session(root, component);
  running.set(root, session);
  return session.leave;
}

class Session {
  state = null; line = "open"; stopping = null; returned = false; latencies = []; clock = new CameraClock(); flight = new Flight(); grabber = new Grabber();

  constructor(root, component) {
    Object.assign(this, { root, component, data: component.data, frames: 0, over: false });
    this.leave = () => this.end();
    window.coachLatencies = this.latencies;
    this.view = new View(root, this.data, (what) => this.press(what));
    this.picture = new Picture(this.view.part, root, this.data);
    this.figure = new Figure(this.view.part.drawing, root, this.data);
    this.awake = new Awake();
    this.open();
    this.voice = new Voice(this.data, { voice: (state) => this.voiceIs(state) });
    this.camera = new Camera(this.view.part.video, this.data.demo, {
      trouble: (name) => this.troubled(name), frame: (now, told) => this.frame(now, told),
    });
    this.wire = new Line(this.data, {
      state: (state) => this.lineIs(state), message: (said) => this.heard(said), time: () => this.clock.ofTick(performance.now()),
    });
    this.unlisten = listen(this.keys());
    this.hidden = () => { if (document.hidden && this.watching) this.wire.send({ do: "pause", why: "hidden" }); };
    document.addEventListener("visibilitychange", this.hidden);
    this.show();
  }

  get watching() { return WATCHING.includes(this.state?.phase); }

  /** A modal dialog lies over the whole page, so that nothing else is in the way and nothing behind it takes the focus. */
  open() {
    this.root.oncancel = (event) => event.preventDefault();
    this.root.onclose = () => { if (!this.over && this.root.isConnected) this.root.showModal(); };
    if (!this.root.open) this.root.showModal();
  }

  keys() {
    const view = this.view, asking = () => !view.part.shade.hidden;
    return {
      space: () => { if (asking()) return; if (view.covered || this.state?.phase === "ready") view.forward(); else if (this.watching) view.part.pause.click(); },
      enter: () => { if (!asking()) view.forward(); },
      escape: () => { if (asking()) view.reasons(false); else if (!view.part.stop.hidden) view.part.stop.click(); },
      mute: () => this.voice.toggle(),
      why: () => view.reasons(!asking()),
    };
  }

  frame(now, told) {
    if (!this.wire?.open || !this.watching || this.stopping || !this.flight.admits(now)) return;
    const t = this.clock.ofFrame(now, told);
    this.flight.leaves(t, now);
    this.grabber.message(this.view.part.video, t).then((message) => { if (!message || !this.wire.frame(message)) this.flight.lands(t); });
  }

  heard(said) {
    if ("ended" in said) return this.finish(said.ended);
    if (said.t !== undefined) this.flight.lands(said.t, said.fate);
    if (said.state) this.take(said.state);
    if (said.size && this.watching && !this.stopping) {
      this.picture.draw(said.points, said.size, this.state);
      this.drawnAt(said.t);
    }
    this.root.dataset.dropped = this.flight.dropped;
  }

  drawnAt(t) {
    const now = performance.now(), latency = now - t * 1000;
    this.latencies.push([now, latency]);
    if (this.latencies.length > KEPT) this.latencies.shift();
    this.root.dataset.frames = this.frames += 1;
    this.root.dataset.latencyMs = Math.round(latency);
  }

  take(state) {
    this.state = state;
    this.voice.say(state.say);
    // After a press on Stop answers from before may still come in; they do not light the camera again.
    if (!this.watching) this.stopping = null;
    else if (this.stopping?.sent && performance.now() - this.stopping.at > STOP_LOST_MS) this.stopAgain();
    if (this.watching && !this.stopping && !state.failure) this.camera.on(); else this.dark();
    if (state.phase === "show") this.figure.play(); else this.figure.rest();
    this.awake.set(this.watching);
    this.show();
    if (this.returned) this.view.ask.repeat();
    this.returned = false;
  }

  /** A stop that was lost goes once more; unless it is heard now, she sees herself and its button again. */
  stopAgain() {
    this.stopping = null;
    this.wire.send(STOP);
  }

  dark() {
    this.camera.off();
    this.flight.clear();
    this.picture.clear();
  }

  show() { this.view.show(this.state, { line: this.line, trouble: this.camera?.trouble ?? "" }); }

  press(what) {
    if (what === "reload") return location.reload();
    if (what === "camera") return this.camera.open();
    if (what === "mute") return this.voice.toggle();
    if (what.do === "leave") return this.go();
    if (what.do === "start" || what.do === "resume") this.stopping = null;
    // The camera goes dark at once; the server's answer may take its time.
    if (what.do === "stop") this.stopping = { at: performance.now(), sent: this.wire.open };
    if (this.stopping) this.dark();
    this.wire.send(what);
  }

  /** Out of the session, whether or not anybody is left to answer. */
  go() {
    if (!this.wire.send({ do: "leave" })) return this.finish("left");
    setTimeout(() => this.finish("left"), LEAVING_MS);
  }

  troubled(name) {
    if (!this.watching || this.stopping) return;
    if (name) this.wire.send({ do: "pause", why: "camera" });
    else if (this.state.paused === "camera") this.wire.send({ do: "resume" });
    if (name) this.picture.clear();
    this.show();
  }

  lineIs(state) {
    if (state === "cut") { this.flight.clear(); this.picture.clear(); }
    if (state === "refused" || state === "given_up") this.dark();
    if (state === "open") {
      this.returned = true;
      // A stop that was pressed meanwhile goes now; one that went before may have been lost with the line.
      if (this.stopping?.sent) this.stopAgain();
      else if (this.stopping) this.stopping = { at: performance.now(), sent: true };
    }
    this.line = state;
    this.show();
  }

  voiceIs(state) {
    this.view.voice(state);
    if (state !== "none" || this.noticed) return;
    this.noticed = true;
    this.view.notice(this.data.words.no_voice);
    setTimeout(() => this.view.notice(""), NOTICE_MS);
  }

  /** The one time that the page's script hears of the session. */
  finish(why) {
    if (this.over) return;
    this.end();
    this.component.setTriggerValue("over", why);
  }

  end() {
    if (this.over) return;
    this.over = true;
    for (const part of [this.camera, this.voice, this.awake, this.picture, this.view]) part.leave();
    this.figure.rest();
    this.wire.close();
    this.unlisten();
    document.removeEventListener("visibilitychange", this.hidden);
    running.delete(this.root);
    if (document.fullscreenElement) document.exitFullscreen();
    this.root.close();
  }
}
