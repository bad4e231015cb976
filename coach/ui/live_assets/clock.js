// The camera's clock: seconds on the scale of performance.now(), strictly increasing over frames and ticks alike.
const STEP_S = 0.001, OLDEST_MS = 2000;

export class CameraClock {
  #last = -Infinity;

  /** Time of a frame in seconds from what requestVideoFrameCallback tells of it; `now` in milliseconds. */
  ofFrame(now, told = {}) {
    const near = [told.captureTime, told.presentationTime].find((at) => at <= now && now - at < OLDEST_MS);
    return this.#next((near ?? now) / 1000);
  }

  /** Time of a tick, for moments without a frame. */
  ofTick(now) { return this.#next(now / 1000); }

  #next(t) { return this.#last = Math.max(t, this.#last + STEP_S); }
}
