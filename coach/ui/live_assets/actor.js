// The demo's patient: the figure of the show phase at the points that came, for before the backdrop stands nobody.
import { coloursOf, floorBelow, person, stool, trunk } from "./body.js";

const AT_START = ["setup", "show", "neutral"];

export class Actor {
  #size = 0; #start = null;

  constructor(root, data) { Object.assign(this, { root, data }); }

  /** `place` takes a point of the picture to where it is drawn, `scale` times as large. */
  draw(pen, points, place, scale, state) {
    if (points.some(([x]) => x === null)) return;
    const { data } = this, colours = coloursOf(this.root), near = state.near >= 0 ? state.near : data.show?.near ?? 0;
    // A trunk that bends towards the camera looks short, and nobody grows thin by bending.
    this.#size = Math.max(this.#size, trunk(points));
    if (AT_START.includes(state.phase)) this.#start = points;
    const start = this.#start?.map(place), size = this.#size * scale;
    if (start && data.position === "sitting") stool(pen, start, size, floorBelow(start, size), colours);
    person(pen, points.map(place), { near, size, colours, driver: [], facing: ["front", "back"].includes(data.view), behind: data.view === "back" });
  }
}
