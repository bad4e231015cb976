// Where to stand, seen from above: the laptop, two to three metres, and the person turned as the exercise asks.
import { drawn } from "./parts.js";

const TURN = { front: 0, oblique: 45, side: 90, back: 180 };

/** A picture of 320 x 320; the person faces the laptop at turn 0. */
export function whereToStand({ view, position, words }) {
  const turn = TURN[view] ?? 90;
  return drawn("svg", { viewBox: "0 0 320 320", role: "img", "aria-label": words.place, class: "above" },
    drawn("path", { d: "M160 282 L52 60 A 250 250 0 0 1 268 60 Z", class: "cone" }),
    laptop(words.laptop),
    drawn("g", { transform: `translate(160 100) rotate(${turn})` }, ...(BODIES[position] ?? BODIES.standing)()),
    distance(words.distance));
}

function laptop(words) {
  const label = drawn("text", { x: 160, y: 312, class: "label", "text-anchor": "middle" });
  label.textContent = words;
  return drawn("g", {}, drawn("rect", { x: 126, y: 254, width: 68, height: 30, rx: 4, class: "keys" }),
    drawn("rect", { x: 124, y: 280, width: 72, height: 8, rx: 4, class: "screen" }), drawn("circle", { cx: 160, cy: 284, r: 2.6, class: "lens" }), label);
}

function distance(words) {
  const label = drawn("text", { x: 284, y: 192, class: "label", "text-anchor": "middle" });
  label.textContent = words;
  return drawn("g", {}, drawn("path", { d: "M284 104 V166 M284 206 V282 M275 104 H293 M275 282 H293", class: "measure" }), label);
}

const ellipse = (cx, cy, rx, ry, name) => drawn("ellipse", { cx, cy, rx, ry, class: name });
const bar = (x, y, width, height, name) => drawn("rect", { x, y, width, height, rx: Math.min(width, height) / 2, class: name });
const head = (y, face = 1) => [drawn("circle", { cx: 0, cy: y + face * 15, r: 4.5, class: "skin" }), drawn("circle", { cx: 0, cy: y, r: 16, class: "hair" }),
  drawn("path", { d: `M-14 ${y + face * 7} Q0 ${y + face * 22} 14 ${y + face * 7} Z`, class: "skin" })];

// Each body looks down the picture, towards the laptop.
const BODIES = {
  standing: () => [bar(-22, -8, 15, 38, "shoe"), bar(7, -8, 15, 38, "shoe"), ellipse(0, 0, 40, 18, "shirt"), ...head(0)],
  sitting: () => [drawn("rect", { x: -34, y: -36, width: 68, height: 66, rx: 8, class: "wood" }), bar(-27, -4, 21, 58, "trousers"), bar(6, -4, 21, 58, "trousers"),
    bar(-24, 46, 15, 22, "shoe"), bar(9, 46, 15, 22, "shoe"), ellipse(0, -8, 40, 18, "shirt"), ...head(-6)],
  kneeling: () => [bar(-24, -84, 17, 62, "trousers"), bar(7, -84, 17, 62, "trousers"), bar(-32, 22, 13, 40, "skin"), bar(19, 22, 13, 40, "skin"),
    drawn("rect", { x: -28, y: -46, width: 56, height: 88, rx: 24, class: "shirt" }), ...head(58)],
  lying: () => [bar(-23, -104, 18, 84, "trousers"), bar(5, -104, 18, 84, "trousers"), bar(-42, -34, 13, 66, "skin"), bar(29, -34, 13, 66, "skin"),
    drawn("rect", { x: -29, y: -44, width: 58, height: 86, rx: 22, class: "shirt" }), drawn("circle", { cx: 0, cy: 64, r: 18, class: "skin" }),
    drawn("path", { d: "M-18 66 A18 18 0 0 0 18 66 Q0 76 -18 66 Z", class: "hair" })],
};
