// A friendly full figure from 33 landmarks: rounded limbs as thick as a body's, the driving part in the accent colour.
const NOSE = 0, EARS = [7, 8], SHOULDERS = [11, 12], ELBOWS = [13, 14], WRISTS = [15, 16], HIPS = [23, 24];
const KNEES = [25, 26], ANKLES = [27, 28], HEELS = [29, 30], TOES = [31, 32];
// Half thicknesses as shares of the trunk's length (shoulder to hip).
const THICK = { arm: [0.1, 0.08], forearm: [0.078, 0.055], thigh: [0.165, 0.115], shank: [0.115, 0.066], foot: [0.062, 0.045] };

// How far what is drawn reaches below its landmark, as shares of the trunk's length: what rests on the floor.
const BELOW = { 7: 0.21, 11: 0.175, 13: 0.09, 15: 0.065, 23: 0.175, 25: 0.115, 27: 0.07, 29: 0.06, 31: 0.045 };
const SEAT = 0.17;

const mean = (points, [a, b]) => [0, 1].map((k) => (points[a][k] + points[b][k]) / 2);

/** Length of the trunk in pixels, the measure of all thicknesses. */
export function trunk(points) {
  const [top, low] = [mean(points, SHOULDERS), mean(points, HIPS)];
  return Math.hypot(top[0] - low[0], top[1] - low[1]);
}

/** Where the floor lies under somebody whose trunk is `size` long. */
export function floorBelow(points, size) {
  return Math.max(...Object.entries(BELOW).flatMap(([k, share]) => [points[k][1] + share * size, points[+k + 1][1] + share * size]));
}

/** The figure's colours, from the page's style. */
export function coloursOf(root) {
  const style = getComputedStyle(root), of = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    accent: of("accent"), ink: of("ink"), floor: of("line"), skin: of("skin"), skinFar: of("skin-far"), hair: of("hair"),
    shirt: of("shirt"), sleeve: of("sleeve"), sleeveFar: of("sleeve-far"), trousers: of("trousers"),
    trousersFar: of("trousers-far"), shoe: of("shoe"), shoeFar: of("shoe-far"), wood: of("wood"),
  };
}

/** A seat under the hips of the start posture, so that nobody sits on air. */
export function stool(pen, start, size, floor, colours) {
  const [hx, hy] = mean(start, HIPS), ahead = Math.sign(start[KNEES[0]][0] - hx) || 1, seat = hy + SEAT * size, wide = 0.86 * size;
  const left = hx - wide / 2 + ahead * 0.1 * size;
  pen.fillStyle = colours.wood;
  pen.fillRect(left, seat, wide, 0.07 * size);
  for (const leg of [left + 0.05 * size, left + wide - 0.11 * size]) pen.fillRect(leg, seat, 0.06 * size, floor - seat);
  pen.fillRect(ahead > 0 ? left : left + wide - 0.06 * size, seat - 0.95 * size, 0.06 * size, 0.95 * size);
}

/** `look`: near (0 left, 1 right), facing (front or back: no side is far), size (trunk length in px), colours, driver. */
export function person(pen, points, look) {
  const far = 1 - look.near, T = look.size, dim = !look.facing;
  if (dim) limb(pen, points, far, look, dim, "arm");
  limb(pen, points, far, look, dim, "leg");
  if (!dim) limb(pen, points, look.near, look, false, "leg");
  torso(pen, points, look, T);
  if (dim) limb(pen, points, look.near, look, false, "leg");
  head(pen, points, look, T);
  if (!dim) limb(pen, points, far, look, dim, "arm");
  limb(pen, points, look.near, look, false, "arm");
}

function limb(pen, points, side, look, dim, which) {
  const T = look.size, colours = look.colours;
  const driven = (a, b) => !dim && look.driver.some(([p, q]) => (p === a && q === b) || (p === b && q === a));
  const paint = (a, b, [ra, rb], cloth) => {
    pen.fillStyle = driven(a, b) ? colours.accent : dim ? colours[`${cloth}Far`] : colours[cloth];
    capsule(pen, points[a], points[b], ra * T, rb * T);
  };
  if (which === "arm") {
    paint(SHOULDERS[side], ELBOWS[side], THICK.arm, "sleeve");
    paint(ELBOWS[side], WRISTS[side], THICK.forearm, "skin");
    return disc(pen, points[WRISTS[side]], 0.068 * T);
  }
  paint(HEELS[side], TOES[side], THICK.foot, "shoe");
  paint(ANKLES[side], HEELS[side], [0.05, 0.06], "shoe");
  paint(KNEES[side], ANKLES[side], THICK.shank, "trousers");
  return paint(HIPS[side], KNEES[side], THICK.thigh, "trousers");
}

function torso(pen, points, look, T) {
  const driven = look.driver.some((pair) => SHOULDERS.includes(pair[0]) && HIPS.includes(pair[1]));
  const wide = Math.hypot(points[11][0] - points[12][0], points[11][1] - points[12][1]) / T;
  // Seen from the side the joints lie behind one another and the trunk's depth is all there is.
  const half = T * (wide > 0.35 ? 0.11 : 0.175);
  pen.beginPath();
  for (const k of [11, 12, 24, 23]) pen.lineTo(...points[k]);
  pen.closePath();
  pen.lineJoin = pen.lineCap = "round";
  pen.fillStyle = pen.strokeStyle = driven ? look.colours.accent : look.colours.shirt;
  pen.lineWidth = 2 * half;
  pen.fill(); pen.stroke();
  const top = mean(points, SHOULDERS), ears = mean(points, EARS);
  pen.fillStyle = look.colours.skin;
  capsule(pen, top, [top[0] + (ears[0] - top[0]) * 0.6, top[1] + (ears[1] - top[1]) * 0.6], 0.085 * T, 0.08 * T);
}

function head(pen, points, look, T) {
  const [x, y] = mean(points, EARS), [sx, sy] = mean(points, SHOULDERS), [nx, ny] = points[NOSE], r = 0.2 * T;
  const long = Math.hypot(x - sx, y - sy) || 1, up = [(x - sx) / long, (y - sy) / long];
  const off = Math.min(1, Math.hypot(nx - x, ny - y) / (0.2 * T)), turn = Math.atan2(ny - y, nx - x);
  // The face is a disc before the hair's, towards the nose and a little down; seen from behind there is none.
  const ahead = [Math.cos(turn) * off, Math.sin(turn) * off], face = (share) => [0, 1].map((k) => [x, y][k] + r * (ahead[k] * share - up[k] * 0.16));
  pen.fillStyle = look.colours.hair;
  disc(pen, [0, 1].map((k) => [x, y][k] - r * ahead[k] * 0.1), r * 1.06);
  pen.fillStyle = look.colours.skin;
  if (!look.behind) disc(pen, face(0.26), r * 0.88);
  if (off > 0.5) disc(pen, face(1.1), r * 0.15);
}

function disc(pen, [x, y], r) { pen.beginPath(); pen.arc(x, y, r, 0, 7); pen.fill(); }

/** The hull of two discs: a limb that grows thinner. */
function capsule(pen, [ax, ay], [bx, by], ra, rb) {
  const long = Math.hypot(bx - ax, by - ay);
  if (long <= Math.abs(ra - rb) + 0.01) return disc(pen, ra > rb ? [ax, ay] : [bx, by], Math.max(ra, rb));
  const turn = Math.atan2(by - ay, bx - ax), lean = Math.acos((ra - rb) / long);
  pen.beginPath();
  pen.arc(ax, ay, ra, turn + lean, turn - lean + 2 * Math.PI);
  pen.arc(bx, by, rb, turn - lean, turn + lean);
  pen.closePath();
  pen.fill();
}
