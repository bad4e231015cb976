// The show phase: a figure does the movement in a loop; where motion is to be reduced, its start and its end stand side by side.
import { coloursOf, floorBelow, person, stool, trunk } from "./body.js";

const MARGIN = 0.3, SAME_MOVE = 1.3;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Figure {
  #run = 0; #since = 0;

  /** `show`: size, frames (posture by posture: 33 pairs of px), seconds of one loop, near (0 or 1), driver (pairs). */
  constructor(canvas, root, data) {
    const show = data.show;
    Object.assign(this, { canvas, root, data, show, pen: canvas.getContext("2d") });
    if (!show) return;
    this.size = Math.max(...show.frames.map(trunk));
    this.box = bounds(show.frames, this.size);
    this.end = endOf(show.frames);
    canvas.setAttribute("aria-label", data.words.figure);
  }

  play() {
    if (this.#run || !this.show) return;
    this.#since = performance.now();
    const step = (now) => { this.#draw(now); this.#run = requestAnimationFrame(step); };
    this.#run = requestAnimationFrame(step);
  }

  rest() { cancelAnimationFrame(this.#run); this.#run = 0; }

  #draw(now) {
    const { canvas, pen } = this, dots = devicePixelRatio || 1, W = canvas.clientWidth, H = canvas.clientHeight;
    if (!W) return;
    if (canvas.width !== Math.round(W * dots) || canvas.height !== Math.round(H * dots)) {
      Object.assign(canvas, { width: Math.round(W * dots), height: Math.round(H * dots) });
    }
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    pen.clearRect(0, 0, W, H);
    const look = { behind: this.data.view === "back", near: this.show.near, size: this.size, facing: ["front", "back"].includes(this.data.view), colours: coloursOf(this.root) };
    if (!still.matches) return this.#stand(this.#posture(now), look, [0, 0, W, H]);
    const wide = W / 2 - 34;
    this.#stand(this.show.frames[0], look, [0, 0, wide, H], this.data.words.first);
    this.#stand(this.show.frames[this.end], look, [W - wide, 0, wide, H], this.data.words.last);
    this.#arrow(W / 2, H * 0.45, look.colours);
  }

  /** The posture at this moment, between two frames of the loop. */
  #posture(now) {
    const { frames, seconds } = this.show, at = ((Math.max(0, now - this.#since) / 1000 / seconds) % 1) * frames.length;
    const from = frames[Math.floor(at) % frames.length], to = frames[(Math.floor(at) + 1) % frames.length], share = at % 1;
    return from.map(([x, y], k) => [x + (to[k][0] - x) * share, y + (to[k][1] - y) * share]);
  }

  #stand(points, look, [left, top, W, H], caption) {
    const { pen, box } = this, room = caption ? 48 : 0;
    const scale = Math.min(W / box.width, (H - room) / box.height);
    const x = left + (W - box.width * scale) / 2 - box.x * scale, y = top + (H - room - box.height * scale) / 2 - box.y * scale;
    const floor = y + box.floor * scale;
    pen.fillStyle = look.colours.floor;
    pen.fillRect(left, floor, W, 3);
    const place = (some) => some.map(([px, py]) => [x + px * scale, y + py * scale]), size = look.size * scale;
    if (this.data.position === "sitting") stool(pen, place(this.show.frames[0]), size, floor, look.colours);
    person(pen, place(points), { ...look, size, driver: driven(this.show.driver, this.show.frames[0], points) });
    if (!caption) return;
    pen.fillStyle = look.colours.ink;
    pen.font = "600 24px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.fillText(caption, left + W / 2, H - 16);
  }

  #arrow(x, y, colours) {
    const pen = this.pen;
    pen.strokeStyle = colours.accent; pen.lineWidth = 6; pen.lineCap = pen.lineJoin = "round";
    pen.beginPath(); pen.moveTo(x - 24, y); pen.lineTo(x + 24, y); pen.moveTo(x + 8, y - 16); pen.lineTo(x + 24, y); pen.lineTo(x + 8, y + 16);
    pen.stroke();
  }
}

function bounds(frames, size) {
  const all = frames.flat(), xs = all.map(([x]) => x), ys = all.map(([, y]) => y), pad = MARGIN * size;
  const floor = Math.max(...frames.map((frame) => floorBelow(frame, size)));
  const x = Math.min(...xs) - pad, y = Math.min(...ys) - pad;
  return { x, y, width: Math.max(...xs) + pad - x, height: floor + 0.2 * size - y, floor };
}

const between = (a, b, marks = a.keys()) => [...marks].reduce((sum, k) => sum + Math.hypot(a[k][0] - b[k][0], a[k][1] - b[k][1]), 0);

/** The end posture: of the frames well away from the start the one that moves least. */
function endOf(frames) {
  const far = frames.map((frame) => between(frame, frames[0])), most = Math.max(...far);
  const step = (k) => between(frames[k], frames[(k + 1) % frames.length]);
  return [...frames.keys()].filter((k) => far[k] > most / 2).reduce((best, k) => (step(k) < step(best) ? k : best));
}

/** The driver's lines on the side that is away from the start; on both where both are, or none. */
function driven(driver, start, points) {
  const moves = [0, 1].map((side) => {
    const marks = [...new Set(driver.flat())].filter((k) => (k + 1) % 2 === side);
    return between(points, start, marks);
  });
  const sides = [0, 1].filter((side) => moves[side] * SAME_MOVE >= moves[1 - side]);
  return driver.filter(([a]) => sides.includes((a + 1) % 2));
}
