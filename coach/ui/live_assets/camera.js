// The camera: on and off, its troubles by name, and each of its pictures with its time.
import { backdrop } from "./backdrop.js";

const STILL_MS = 2000, LOOK_MS = 500;
const TROUBLES = {
  NotAllowedError: "camera_refused", SecurityError: "camera_refused", NotFoundError: "camera_missing",
  NotReadableError: "camera_taken", AbortError: "camera_taken", OverconstrainedError: "camera_unfit",
};

export class Camera {
  #stream = null; #wanted = false; #opening = false; #seen = 0; #watch = 0; #run = 0;

  /** `told` has trouble(name or ""), which is said once for each change, and frame(now, metadata). */
  constructor(video, demo, told) {
    Object.assign(this, { video, demo, told, trouble: "" });
    this.devices = () => { if (this.#wanted && !this.#stream) this.open(); };
    navigator.mediaDevices?.addEventListener("devicechange", this.devices);
  }

  on() { if (!this.#wanted) { this.#wanted = true; this.open(); } }

  off() {
    this.#wanted = false;
    this.#dark();
    this.#tell("");
  }

  leave() {
    this.off();
    navigator.mediaDevices?.removeEventListener("devicechange", this.devices);
  }

  /** Also what "Try again" does. */
  async open() {
    if (this.#opening || !this.#wanted) return;
    this.#opening = true;
    this.#dark();
    try {
      this.#stream = await this.#ask();
    } catch (error) {
      this.#tell(TROUBLES[error.name] || "camera_taken");
    }
    this.#opening = false;
    if (!this.#wanted) return this.#dark();
    if (this.#stream) await this.#play();
  }

  #ask() {
    if (this.demo) return backdrop();
    if (!navigator.mediaDevices) { this.#tell("camera_unsafe"); return null; }
    const video = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 }, facingMode: "user" };
    return navigator.mediaDevices.getUserMedia({ video, audio: false });
  }

  async #play() {
    const [track] = this.#stream.getVideoTracks(), run = ++this.#run;
    track.onended = () => { this.#dark(); this.#tell("camera_gone"); };
    this.video.srcObject = this.#stream;
    this.#seen = performance.now();
    this.#watch = setInterval(() => this.#look(), LOOK_MS);
    try { await this.video.play(); } catch { /* the picture begins when the tab is seen */ }
    this.#next(run);
  }

  #next(run) {
    if (run !== this.#run || !this.#stream) return;
    const come = (now, told) => { if (run === this.#run) { this.#came(now, told); this.#next(run); } };
    // Where the browser does not tell of shown frames, its drawing is the nearest thing to the camera's own clock.
    if (this.video.requestVideoFrameCallback) this.video.requestVideoFrameCallback(come);
    else requestAnimationFrame((now) => come(now, {}));
  }

  #came(now, told) {
    this.#seen = performance.now();
    if (!this.video.videoWidth) return;
    this.#tell("");
    this.told.frame(this.#seen, told);
  }

  #look() {
    if (document.hidden) this.#seen = performance.now();
    else if (performance.now() - this.#seen > STILL_MS) this.#tell("camera_still");
  }

  #dark() {
    clearInterval(this.#watch);
    this.#run += 1;
    for (const track of this.#stream?.getTracks() ?? []) { track.onended = null; track.stop(); }
    this.#stream = this.video.srcObject = null;
  }

  #tell(trouble) {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    this.told.trouble(trouble);
  }
}
