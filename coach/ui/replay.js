// Draws the stored landmarks as a moving figure. Nothing is fetched and nothing is sent back.
const MISSING = -32768;
const memory = new WeakMap();

export default function ({ data, parentElement }) {
  const find = (name) => parentElement.querySelector(name);
  const [figure, marks, scrub, play, slow, clock, now] = [
    ".figure", ".marks", ".scrub", ".play", ".slow", ".clock", ".now"].map(find);
  const before = memory.get(parentElement);
  const state = before && before.id === data.id ? before : { id: data.id, at: 0, playing: false, rate: 1, last: null };
  memory.set(parentElement, state);
  const points = unpacked(data.points);
  const joints = data.joints;
  const box = bounds(points, data.size);
  const colour = (name) => getComputedStyle(find(".replay")).getPropertyValue(name).trim();
  let request = 0;

  const { words } = data;
  const figures = new Intl.NumberFormat(data.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  figure.setAttribute("aria-label", words.figure);
  scrub.setAttribute("aria-label", words.moment);
  slow.textContent = words.slow;
  scrub.max = String(Math.max(data.t.length - 1, 0));

  function draw() {
    const frame = state.at;
    const [pen, width, height] = sheet(figure);
    const scale = Math.min(width / (box[2] - box[0]), height / (box[3] - box[1]));
    const left = (width - scale * (box[0] + box[2])) / 2;
    const top = (height - scale * (box[1] + box[3])) / 2;
    const place = (joint) => {
      const k = 2 * (frame * joints + joint);
      return points[k] === MISSING || k + 1 >= points.length ? null
        : [left + scale * points[k], top + scale * points[k + 1]];
    };
    const ink = colour("--st-text-color");
    const seen = data.lines.map(([a, b, near]) => [place(a), place(b), near]).filter(([a, b]) => a && b);
    seen.sort((one, other) => one[2] - other[2]);
    pen.lineCap = "round";
    for (const [a, b, near] of seen) {
      pen.globalAlpha = near ? 1 : 0.4;
      pen.lineWidth = near ? 4.5 : 2;
      pen.strokeStyle = ink;
      pen.beginPath(); pen.moveTo(...a); pen.lineTo(...b); pen.stroke();
    }
    pen.globalAlpha = 1;
    head(pen, data.head.map(place), data.shoulders.map(place), ink);
    for (const [a, b, near] of seen) {
      if (near) for (const [x, y] of [a, b]) ring(pen, x, y, ink);
    }
    if (!seen.length) {
      pen.fillStyle = ink; pen.font = `16px ${colour("--st-font")}`; pen.textAlign = "center";
      pen.fillText(words.nobody, width / 2, height / 2);
    }
    tell(frame);
  }

  function ring(pen, x, y, ink) {
    pen.beginPath(); pen.arc(x, y, 4.5, 0, 7);
    pen.fillStyle = colour("--st-secondary-background-color"); pen.fill();
    pen.lineWidth = 2; pen.strokeStyle = ink; pen.stroke();
  }

  function tell(frame) {
    const t = data.t.length ? data.t[frame] : 0;
    const said = data.spans.filter(([start, end]) => start <= t && t < end).map((span) => span[2]);
    now.textContent = said.join(" · ");
    const last = data.t.length ? data.t[data.t.length - 1] : 0;
    clock.textContent = words.clock.replace("{t}", figures.format(t)).replace("{all}", figures.format(last));
    scrub.value = String(frame);
    scrub.setAttribute("aria-valuetext", [words.heard.replace("{t}", figures.format(t)), ...said].join(", "));
    play.textContent = state.playing ? words.pause : words.play;
    slow.setAttribute("aria-pressed", String(state.rate < 1));
  }

  function strip() {
    const [pen, width, height] = sheet(marks);
    const first = data.t[0] || 0;
    const whole = (data.t[data.t.length - 1] || 1) - first || 1;
    for (const [start, end, , kind] of data.spans) {
      const x = ((start - first) / whole) * width;
      const long = Math.max(((end - start) / whole) * width, 3);
      pen.globalAlpha = kind === "breach" ? 1 : 0.35;
      pen.fillStyle = colour(kind === "breach" ? "--st-orange-color" : "--st-primary-color");
      pen.fillRect(x, kind === "breach" ? height / 2 : 0, long, kind === "breach" ? height / 2 : height / 2 - 1);
    }
  }

  function tick(moment) {
    if (!state.playing) return;
    const passed = state.last === null ? 0 : ((moment - state.last) / 1000) * state.rate;
    state.last = moment;
    state.clock = (state.clock ?? data.t[state.at]) + passed;
    while (state.at < data.t.length - 1 && data.t[state.at + 1] <= state.clock) state.at += 1;
    if (state.at >= data.t.length - 1) state.playing = false;
    draw();
    request = requestAnimationFrame(tick);
  }

  function start() {
    state.last = null;
    state.clock = data.t[state.at];
    request = requestAnimationFrame(tick);
  }

  play.onclick = () => {
    state.playing = !state.playing && data.t.length > 1;
    if (state.playing && state.at >= data.t.length - 1) state.at = 0;
    if (state.playing) start();
    draw();
  };
  slow.onclick = () => { state.rate = state.rate < 1 ? 1 : 0.5; draw(); };
  scrub.oninput = () => { state.at = Number(scrub.value); state.clock = data.t[state.at]; draw(); };

  const watch = new ResizeObserver(() => { strip(); draw(); });
  watch.observe(figure);
  // Streamlit's theme may change without a rerun.
  const themes = matchMedia("(prefers-color-scheme: dark)");
  const again = () => setTimeout(() => { strip(); draw(); }, 200);
  themes.addEventListener("change", again);
  strip();
  draw();
  if (state.playing) start();
  return () => { cancelAnimationFrame(request); watch.disconnect(); themes.removeEventListener("change", again); };
}

function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Int16Array.from({ length: bytes.length / 2 }, (_, k) => view.getInt16(2 * k, true));
}

function bounds(points, size) {
  let [left, top, right, bottom] = [size[0], size[1], 0, 0];
  for (let k = 0; k < points.length; k += 2) {
    if (points[k] === MISSING) continue;
    left = Math.min(left, points[k]); right = Math.max(right, points[k]);
    top = Math.min(top, points[k + 1]); bottom = Math.max(bottom, points[k + 1]);
  }
  if (right <= left || bottom <= top) return [0, 0, ...size];
  const margin = 0.08 * Math.max(right - left, bottom - top);
  return [left - margin, top - margin, right + margin, bottom + margin];
}

function sheet(canvas) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const dense = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * dense);
  canvas.height = Math.round(height * dense);
  const pen = canvas.getContext("2d");
  pen.setTransform(dense, 0, 0, dense, 0, 0);
  pen.clearRect(0, 0, width, height);
  return [pen, width, height];
}

function head(pen, face, shoulders, ink) {
  const seen = face.filter(Boolean);
  const below = shoulders.filter(Boolean);
  if (!seen.length || !below.length) return;
  const [x, y] = middle(seen);
  const [u, v] = middle(below);
  const far = Math.hypot(x - u, y - v);
  pen.lineWidth = 4.5; pen.strokeStyle = ink;
  pen.beginPath(); pen.arc(x, y, 0.42 * far, 0, 7); pen.stroke();
  pen.beginPath(); pen.moveTo(u, v); pen.lineTo(x + ((u - x) * 0.42), y + ((v - y) * 0.42)); pen.stroke();
}

function middle(places) {
  const sum = places.reduce(([a, b], [x, y]) => [a + x, b + y], [0, 0]);
  return [sum[0] / places.length, sum[1] / places.length];
}
