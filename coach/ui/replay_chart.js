// The curves beside the figure: each limit with the band in which ± U cannot tell, repetitions shaded, one cursor.
// A closer view of a long set begins with a minute; closer than this shows nothing more.
const [CLOSE_VIEW_S, LEAST_VIEW_S] = [60, 6];
const [LEFT_PX, TOP_PX, FOOT_PX] = [40, 22, 8];
const AXIS_PX = 24;
// The figures of breaches that lie nearer together than this would cover each other.
const SAID_PX = 84;
const HEIGHTS_PX = { driver: 128, limit: 116 };

function chartsIn(place, data, colour, moved) {
  place.replaceChildren();
  const panels = data.panels.map((panel, k) => panelIn(place, panel, k === data.panels.length - 1, data, colour, moved));
  return {
    // Draws all at a moment and says each value in words.
    at(t, view) { return panels.map((panel) => panel.draw(t, view)); },
    forget() { for (const panel of panels) panel.forget(); },
  };
}

function panelIn(place, panel, last, data, colour, moved) {
  const [box, head, title, below, value, canvas] = ["div", "div", "b", "span", "output", "canvas"].map(
    (name) => document.createElement(name));
  [box.className, head.className] = ["panel", "head"];
  [title.textContent, below.textContent] = [panel.title, panel.below];
  canvas.style.height = `${HEIGHTS_PX[panel.bounds.length ? "limit" : "driver"] + (last ? AXIS_PX : 0)}px`;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${panel.title}. ${panel.below}`);
  head.append(title, below, value);
  box.append(head, canvas);
  place.append(box);
  const [t_s, values] = [unpacked(panel.t, "f4"), unpacked(panel.values, "f4")];
  const range = rangeOf(values, panel);
  const figure = figuresOf(panel.unit, data.language);
  const axis = last ? AXIS_PX : 0;
  let ground = null;
  let shown = "";

  const inside = (view, width) => (t) => LEFT_PX + ((t - view[0]) / (view[1] - view[0])) * (width - LEFT_PX - 1);
  const drag = (event) => {
    const all = canvas.getBoundingClientRect();
    const share = (event.clientX - all.left - LEFT_PX) / (all.width - LEFT_PX - 1);
    const view = shown.split(" ").map(Number);
    moved(view[0] + Math.min(Math.max(share, 0), 1) * (view[1] - view[0]));
  };
  canvas.onpointerdown = (event) => { canvas.setPointerCapture(event.pointerId); drag(event); };
  canvas.onpointermove = (event) => { if (event.buttons) drag(event); };

  function paint(view) {
    const [pen, width, height] = sheet(canvas);
    const x = inside(view, width);
    const y = (v) => TOP_PX + ((range[1] - v) / (range[1] - range[0])) * (height - axis - TOP_PX - FOOT_PX);
    const bottom = height - axis - FOOT_PX;
    pen.font = `13px ${colour("--st-font")}`;
    grid(pen, range, y, width, figure, colour);
    if (axis) seconds(pen, view, x, height, colour, data.language);
    pen.save();
    pen.beginPath(); pen.rect(LEFT_PX, 0, width - LEFT_PX, bottom + 4); pen.clip();
    repetitions(pen, data.repetitions, x, bottom, colour, !panel.bounds.length);
    for (const bound of panel.bounds) limit(pen, bound, panel.u, y, width, colour);
    curve(pen, t_s, values, x, y, bottom, colour, !panel.bounds.length);
    let free = -Infinity;
    for (const { t, value, said } of panel.breaches) {
      const told = x(t) >= free;
      diamond(pen, x(t), y(value), told ? said : "", colour, width);
      if (told) free = x(t) + SAID_PX;
    }
    pen.restore();
    ground = document.createElement("canvas");
    [ground.width, ground.height] = [canvas.width, canvas.height];
    ground.getContext("2d").drawImage(canvas, 0, 0);
  }

  return {
    forget() { ground = null; },
    draw(t, view) {
      if (!ground || shown !== view.join(" ")) { shown = view.join(" "); paint(view); }
      const [pen, width, height] = sheet(canvas, false);
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(ground, 0, 0);
      const dense = window.devicePixelRatio || 1;
      pen.setTransform(dense, 0, 0, dense, 0, 0);
      const v = valueAt(t_s, values, t);
      cursor(pen, inside(view, width)(t), height - axis, colour);
      const u = Number.isFinite(panel.u) && panel.bounds.length ? ` ± ${figure(panel.u)}` : "";
      value.textContent = Number.isNaN(v) ? data.words.unmeasured : figure(v) + u;
      return `${panel.title} ${value.textContent}`;
    },
  };
}

function grid(pen, range, y, width, figure, colour) {
  pen.textAlign = "right"; pen.textBaseline = "middle";
  for (const tick of ticks(...range)) {
    pen.strokeStyle = colour("--st-border-color"); pen.lineWidth = 1;
    pen.beginPath(); pen.moveTo(LEFT_PX, y(tick)); pen.lineTo(width, y(tick)); pen.stroke();
    pen.fillStyle = colour("--st-gray-color");
    pen.fillText(figure(tick), LEFT_PX - 6, y(tick));
  }
}

function seconds(pen, view, x, height, colour, language) {
  const unit = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  pen.textBaseline = "alphabetic"; pen.fillStyle = colour("--st-gray-color");
  for (const tick of ticks(view[0], view[1], 8)) {
    pen.textAlign = x(tick) < LEFT_PX + 12 ? "left" : "center";
    pen.fillText(`${unit.format(tick)} s`, Math.min(x(tick), pen.canvas.clientWidth - 16), height - 6);
  }
}

function repetitions(pen, all, x, bottom, colour, named) {
  let free = -Infinity;
  for (const [label, shape, verdict, start, end] of all) {
    pen.globalAlpha = 0.09; pen.fillStyle = colour("--st-primary-color");
    pen.fillRect(x(start), TOP_PX - 20, x(end) - x(start), bottom - TOP_PX + 20);
    pen.globalAlpha = 1;
    if (!named || (x(start) + x(end)) / 2 - 16 < free) continue;
    pen.textAlign = "center"; pen.textBaseline = "middle"; pen.fillStyle = colour(`--st-${HUES[verdict] || "gray"}-color`);
    pen.fillText(`${label} ${shape}`, (x(start) + x(end)) / 2, 10);
    free = (x(start) + x(end)) / 2 + 16;
  }
}

function limit(pen, bound, u, y, width, colour) {
  pen.fillStyle = pen.strokeStyle = colour("--st-orange-color");
  if (Number.isFinite(u)) {
    pen.globalAlpha = 0.16;
    pen.fillRect(LEFT_PX, y(bound + u), width, y(bound - u) - y(bound + u));
  }
  pen.globalAlpha = 1; pen.lineWidth = 1.5;
  pen.beginPath(); pen.moveTo(LEFT_PX, y(bound)); pen.lineTo(width, y(bound)); pen.stroke();
}

function curve(pen, t_s, values, x, y, bottom, colour, dashed) {
  pen.strokeStyle = colour(dashed ? "--st-text-color" : "--st-primary-color");
  pen.lineWidth = dashed ? 1.6 : 2.4; pen.lineJoin = "round";
  pen.setLineDash(dashed ? [5, 4] : []);
  pen.beginPath();
  let gap = true;
  for (let k = 0; k < t_s.length; k += 1) {
    if (Number.isNaN(values[k])) { gap = true; continue; }
    if (gap) pen.moveTo(x(t_s[k]), y(values[k])); else pen.lineTo(x(t_s[k]), y(values[k]));
    gap = false;
  }
  pen.stroke();
  // Where nothing was measured the foot is dotted.
  pen.strokeStyle = colour("--st-gray-color"); pen.lineWidth = 3; pen.setLineDash([3, 4]);
  pen.beginPath();
  for (let k = 0; k < t_s.length; k += 1) {
    if (!Number.isNaN(values[k])) continue;
    const from = k;
    while (k + 1 < t_s.length && Number.isNaN(values[k])) k += 1;
    pen.moveTo(x(t_s[from]), bottom); pen.lineTo(x(t_s[k]), bottom);
  }
  pen.stroke();
  pen.setLineDash([]);
}

function diamond(pen, x, y, said, colour, width) {
  pen.fillStyle = colour("--st-orange-color");
  pen.beginPath(); pen.moveTo(x, y - 8); pen.lineTo(x + 8, y); pen.lineTo(x, y + 8); pen.lineTo(x - 8, y); pen.fill();
  pen.textAlign = x > width - 50 ? "right" : x < LEFT_PX + 50 ? "left" : "center"; pen.textBaseline = "middle";
  pen.fillText(said, x, Math.max(y - 18, 8));
}

function cursor(pen, x, bottom, colour) {
  if (x < LEFT_PX) return;
  pen.strokeStyle = colour("--st-text-color"); pen.lineWidth = 1.5;
  pen.beginPath(); pen.moveTo(x, 2); pen.lineTo(x, bottom); pen.stroke();
}

const HUES = { ok: "green", close: "yellow", breach: "orange" };

function rangeOf(values, panel) {
  const u = Number.isFinite(panel.u) ? panel.u : 0;
  let [low, high] = [Infinity, -Infinity];
  const take = (v) => { if (!Number.isNaN(v)) { low = Math.min(low, v); high = Math.max(high, v); } };
  values.forEach(take);
  for (const bound of panel.bounds) { take(bound - u); take(bound + u); }
  if (low > high) [low, high] = [0, 1];
  const margin = 0.06 * (high - low) || 1;
  // Above a breach stands its figure.
  return [low - margin, high + (panel.breaches.length ? 3 : 1) * margin];
}

function ticks(low, high, about = 3) {
  const rough = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((one) => one * power >= rough) || 10);
  const found = [];
  for (let k = Math.ceil(low / step); k * step <= high + 1e-9; k += 1) found.push(k * step);
  return found;
}

function figuresOf(unit, language) {
  const places = unit === "s" ? 1 : 0;
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: places, maximumFractionDigits: places });
  const ending = { deg: "°", rel: " %" }[unit] || " s";
  const factor = unit === "rel" ? 100 : 1;
  return (v) => `${format.format(v * factor + 0).replace("-", "−").replace(/^−0$/, "0")}${ending}`;
}

function valueAt(t_s, values, t) {
  let [low, high] = [0, t_s.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (t_s[middle] < t - 1e-6) low = middle + 1; else high = middle;
  }
  if (low > 0 && t - t_s[low - 1] < t_s[low] - t) low -= 1;
  return t_s.length ? values[low] : NaN;
}

function unpacked(text, kind) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  if (kind === "i2") return Int16Array.from({ length: bytes.length / 2 }, (_, k) => view.getInt16(2 * k, true));
  return Float32Array.from({ length: bytes.length / 4 }, (_, k) => view.getFloat32(4 * k, true));
}

function sheet(canvas, clear = true) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const dense = window.devicePixelRatio || 1;
  if (clear) [canvas.width, canvas.height] = [Math.round(width * dense), Math.round(height * dense)];
  const pen = canvas.getContext("2d");
  if (clear) pen.setTransform(dense, 0, 0, dense, 0, 0);
  return [pen, width, height];
}
