// The skeleton over our own mirrored video: thin and haloed, near side only, the judged segment in its verdict's colour.
import { Actor } from "./actor.js";
import { shown, text } from "./parts.js";

// Above this share of the picture lost at its edges, all of it is shown between bars instead.
const MOST_CROPPED = 0.1, SEEN = 0.5, TAG_MS = 400, PLUMB = 1.25;
// In a small picture the lines stay thick enough for a real one, but leave the demo's figure to be seen.
const THIN = 0.55;
const BONE = "#2f5458", HALO = "rgba(255,255,255,.9)";
// On a picture of any brightness the halo gives the contrast, so these are the same in light and dark.
const VERDICT = { ok: "#1f7a52", close: "#b97a00", breach: "#c8500f", cannot_judge: "#56646e" };

/** How a picture of w x h lies in a box of W x H: scale and offsets in px, and whether its edges are cut off. */
export function fit(w, h, W, H) {
  const [least, most] = [Math.min(W / w, H / h), Math.max(W / w, H / h)];
  const cover = 1 - least / most <= MOST_CROPPED, scale = cover ? most : least;
  return { scale, x: (W - w * scale) / 2, y: (H - h * scale) / 2, cover };
}

export class Picture {
  #taggedAt = 0; #at = null;

  constructor(part, root, data) {
    Object.assign(this, { part, data, pen: part.overlay.getContext("2d"), actor: data.demo ? new Actor(root, data) : null });
    part.video.addEventListener("resize", () => this.#lay());
    this.watch = new ResizeObserver(() => this.#lay());
    this.watch.observe(part.picture);
  }

  leave() { this.watch.disconnect(); }

  draw(points, size, state) {
    const { overlay } = this.part, dots = devicePixelRatio || 1, W = overlay.clientWidth, H = overlay.clientHeight;
    if (overlay.width !== Math.round(W * dots) || overlay.height !== Math.round(H * dots)) {
      Object.assign(overlay, { width: Math.round(W * dots), height: Math.round(H * dots) });
    }
    this.pen.setTransform(dots, 0, 0, dots, 0, 0);
    this.pen.clearRect(0, 0, W, H);
    if (!points || !W) return this.#untag();
    const at = fit(size[0], size[1], W, H);
    // The video is mirrored by its style; here each point is, so that words are not.
    const place = ([x, y]) => [W - (at.x + x * at.scale), at.y + y * at.scale];
    this.#at = (k) => place(points[k]);
    this.actor?.draw(this.pen, points, place, at.scale, state);
    this.#skeleton(points, state, Math.max(this.actor ? THIN : 1, Math.min(W, H) / 480));
    this.#tag(points, state.measure, W, H);
  }

  clear() {
    this.pen.setTransform(1, 0, 0, 1, 0, 0);
    this.pen.clearRect(0, 0, this.part.overlay.width, this.part.overlay.height);
    this.#untag();
  }

  #lay() {
    const { video, picture } = this.part;
    if (!video.videoWidth || !picture.clientWidth) return;
    const { cover } = fit(video.videoWidth, video.videoHeight, picture.clientWidth, picture.clientHeight);
    video.style.objectFit = cover ? "cover" : "contain";
  }

  #skeleton(points, state, unit) {
    const pen = this.pen, measure = state.measure, both = state.view === "front" || state.view === "back";
    // What both sides share is drawn; of the rest only the near side, for the far one is mostly guessed.
    const far = both || !(state.near >= 0) ? -1 : state.near;
    const seen = (k) => points[k] && points[k][0] !== null && points[k][2] >= SEEN && (far < 0 || k % 2 !== far);
    const lines = this.data.lines.filter((line) => line.every(seen));
    const thick = ((measure && this.data.judged[measure.limit_id]) || []).filter((line) => line.every(seen));
    pen.lineCap = pen.lineJoin = "round";
    if (thick.length && this.data.plumb.includes(measure.limit_id)) this.#plumb(points, seen, unit);
    for (const line of lines) this.#stroke(line, 7.5 * unit, HALO);
    for (const line of lines) this.#stroke(line, 3.6 * unit, BONE);
    for (const line of thick) this.#stroke(line, 13 * unit, HALO);
    for (const line of thick) this.#stroke(line, 8 * unit, VERDICT[measure.verdict] || VERDICT.cannot_judge);
    for (const k of new Set(lines.flat())) this.#ring(this.#at(k), 4.6 * unit, 2 * unit);
  }

  #plumb(points, seen, unit) {
    const hips = [23, 24].filter(seen).map(this.#at), tops = [11, 12].filter(seen).map(this.#at);
    if (!hips.length || !tops.length) return;
    const [x, y] = middle(hips), [sx, sy] = middle(tops), long = Math.hypot(sx - x, sy - y) * PLUMB;
    for (const [width, colour] of [[4.5 * unit, "rgba(16,30,30,.55)"], [2.2 * unit, "#fff"]]) {
      this.pen.setLineDash([7 * unit, 7 * unit]);
      this.#path([[x, y], [x, y - long]], width, colour);
    }
    this.pen.setLineDash([]);
  }

  #stroke([from, to], width, colour) { this.#path([this.#at(from), this.#at(to)], width, colour); }

  #path([from, to], width, colour) {
    const pen = this.pen;
    pen.beginPath(); pen.moveTo(...from); pen.lineTo(...to);
    pen.lineWidth = width; pen.strokeStyle = colour; pen.stroke();
  }

  #ring([x, y], radius, width) {
    const pen = this.pen;
    pen.beginPath(); pen.arc(x, y, radius, 0, 7);
    pen.fillStyle = "#fff"; pen.fill(); pen.lineWidth = width; pen.strokeStyle = BONE; pen.stroke();
  }

  #tag(points, measure, W, H) {
    const tag = this.part.measure, lines = (measure && this.data.judged[measure.limit_id]) || [], now = performance.now();
    const places = [...new Set(lines.flat())].filter((k) => points[k] && points[k][0] !== null).map(this.#at);
    if (!measure || !places.length) return this.#untag();
    // A figure that changes with every frame cannot be read.
    if (now - this.#taggedAt < TAG_MS && !tag.hidden) return;
    this.#taggedAt = now;
    text(tag, `${this.data.shapes[measure.verdict] || this.data.shapes.cannot_judge} ${measure.words}`);
    tag.dataset.verdict = measure.verdict || "";
    shown(tag, true);
    const [x] = middle(places), top = Math.min(...places.map(([, y]) => y)), [w, h] = [tag.offsetWidth, tag.offsetHeight];
    // On the side with more room, its upper edge at the segment's upper end.
    const left = x < W / 2 ? Math.max(...places.map(([px]) => px)) + 28 : Math.min(...places.map(([px]) => px)) - w - 28;
    tag.style.left = `${clamp(left, 12, W - w - 12)}px`;
    tag.style.top = `${clamp(top - h - 20, 12, H - h - 12)}px`;
  }

  #untag() { shown(this.part.measure, false); }
}

const clamp = (value, least, most) => Math.max(least, Math.min(value, most));
const middle = (places) => [0, 1].map((k) => places.reduce((sum, place) => sum + place[k], 0) / places.length);
