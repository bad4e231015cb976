// Frames to JPEG and on their way: at most two, the newest camera frame is taken, none ever queues.
export const IN_FLIGHT = 2;
const WIDTH = 640, QUALITY = 0.8, FORGET_MS = 2000, HEADER = 8;

/** Which frames are on their way. Pure: times come in. */
export class Flight {
  #sent = new Map();
  dropped = 0;

  /** Whether one more may go now; a frame that may not is counted as dropped. */
  admits(now) {
    for (const [t, at] of this.#sent) if (now - at > FORGET_MS) this.#sent.delete(t);
    if (this.#sent.size < IN_FLIGHT) return true;
    this.dropped += 1;
    return false;
  }

  leaves(t, now) { this.#sent.set(t, now); }

  /** The answer to frame `t` came; a frame that the server passed over counts as dropped, too. */
  lands(t, fate) {
    for (const sent of this.#sent.keys()) if (Math.abs(sent - t) < 1e-6) this.#sent.delete(sent);
    if (fate === "dropped") this.dropped += 1;
  }

  clear() { this.#sent.clear(); }
  get size() { return this.#sent.size; }
}

/** Draws the video's picture small and hands on the message of docs/live.md: 8 bytes of time, then a JPEG. */
export class Grabber {
  #canvas = document.createElement("canvas");

  async message(video, t) {
    const scale = Math.min(1, WIDTH / Math.max(video.videoWidth, video.videoHeight));
    const width = Math.round(video.videoWidth * scale), height = Math.round(video.videoHeight * scale);
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    this.#canvas.getContext("2d", { alpha: false }).drawImage(video, 0, 0, width, height);
    const blob = await new Promise((done) => this.#canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob) return null;
    const message = new Uint8Array(HEADER + blob.size);
    new DataView(message.buffer).setFloat64(0, t, true);
    message.set(new Uint8Array(await blob.arrayBuffer()), HEADER);
    return message;
  }
}
