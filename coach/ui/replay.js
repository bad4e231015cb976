// Plays a set: the stored landmarks as a moving figure, and under one cursor with it the curves of its limits.
// Nothing is fetched and nothing is sent back. The curves are drawn by replay_chart.js, which is joined to this file.
const MISSING = -32768;
const memory = new WeakMap();
// The set that was touched last is the one that the space bar plays.
let touched = null;

export default function ({ data, parentElement }) {
  const find = (name) => parentElement.querySelector(name);
  const [root, figure, scrub, play, slow, closer, whole, clock, now] = [
    ".replay", ".figure", ".scrub", ".play", ".slow", ".closer", ".whole", ".clock", ".now"].map(find);
  const before = memory.get(parentElement);
  const state = before && before.id === data.id ? before : { id: data.id, at: 0, playing: false, rate: 1, last: null };
  memory.set(parentElement, state);
  const points = unpacked(data.points, "i2");
  const times = Array.from(unpacked(data.t, "f4"));
  const joints = data.joints;
  const box = bounds(points, data.size);
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const ends = [times[0] ?? 0, times[times.length - 1] ?? 1];
  let request = 0;

  const { words } = data;
  const figures = new Intl.NumberFormat(data.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  figure.setAttribute("aria-label", words.figure);
  scrub.setAttribute("aria-label", words.moment);
  [slow.textContent, closer.textContent, whole.textContent] = [words.slow, words.closer, words.whole];
  scrub.max = String(Math.max(times.length - 1, 0));
  const charts = chartsIn(find(".panels"), data, colour, (t) => { touch(); go(nearest(t)); });
  const marks = strip();
  state.view = state.view || ends;

  function draw() {
    const [pen, width, height] = sheet(figure);
    const frame = state.at;
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
    const t = times.length ? times[frame] : 0;
    const said = data.spans.filter(([start, end]) => start <= t && t < end).map((span) => span[2]);
    now.textContent = said.join(" · ");
    clock.textContent = words.clock.replace("{t}", figures.format(t)).replace("{all}", figures.format(ends[1]));
    scrub.value = String(frame);
    const values = charts.at(t, state.view);
    const heard = [words.heard.replace("{t}", figures.format(t)), ...said, ...values];
    scrub.setAttribute("aria-valuetext", heard.join(", "));
    play.textContent = state.playing ? words.pause : words.play;
    slow.setAttribute("aria-pressed", String(state.rate < 1));
    whole.disabled = state.view[0] <= ends[0] && state.view[1] >= ends[1];
    closer.disabled = state.view[1] - state.view[0] <= LEAST_VIEW_S;
    for (const [mark, start, end] of marks) mark.setAttribute("aria-current", String(start <= t && t < end));
  }

  function strip() {
    const place = find(".strip");
    place.setAttribute("aria-label", words.strip);
    place.replaceChildren();
    return data.marks.map(([label, shape, kind, start, end, heard]) => {
      const mark = document.createElement("button");
      const sign = document.createElement("i");
      mark.type = "button";
      mark.className = kind;
      mark.title = heard;
      mark.setAttribute("aria-label", heard);
      sign.textContent = shape;
      mark.append(sign, label);
      mark.onclick = () => { touch(); go(first(start)); };
      place.append(mark);
      return [mark, start, end];
    });
  }

  function first(t) {
    let [low, high] = [0, times.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] < t) low = middle + 1; else high = middle;
    }
    return low;
  }

  function nearest(t) {
    const after = first(t);
    return after > 0 && t - times[after - 1] < times[after] - t ? after - 1 : after;
  }

  function go(frame) {
    state.at = Math.max(frame, 0);
    state.clock = times[state.at];
    follow();
    draw();
  }

  // A closer view moves on with the cursor.
  function follow() {
    const [from, to] = state.view;
    const t = times[state.at] ?? 0;
    if (from <= t && t <= to) return;
    const start = Math.min(Math.max(t - (to - from) / 10, ends[0]), ends[1] - (to - from));
    state.view = [start, start + to - from];
  }

  function look(seconds) {
    const t = times[state.at] ?? 0;
    const start = Math.min(Math.max(t - seconds / 2, ends[0]), Math.max(ends[1] - seconds, ends[0]));
    state.view = [start, Math.min(start + seconds, ends[1])];
    draw();
  }

  function tick(moment) {
    if (!state.playing) return;
    const passed = state.last === null ? 0 : ((moment - state.last) / 1000) * state.rate;
    state.last = moment;
    state.clock = (state.clock ?? times[state.at]) + passed;
    while (state.at < times.length - 1 && times[state.at + 1] <= state.clock) state.at += 1;
    if (state.at >= times.length - 1) state.playing = false;
    follow();
    draw();
    request = requestAnimationFrame(tick);
  }

  function start() {
    state.last = null;
    state.clock = times[state.at];
    request = requestAnimationFrame(tick);
  }

  function toggle() {
    state.playing = !state.playing && times.length > 1;
    if (state.playing && state.at >= times.length - 1) state.at = 0;
    if (state.playing) start();
    draw();
  }

  function touch() { touched = parentElement; }

  function key(event) {
    if (event.code !== "Space" || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (touched !== parentElement) return;
    // In a field a space is a space, on a button it presses that button.
    const place = event.composedPath()[0];
    const inField = place.matches?.("input:not([type=range]), textarea, select, button, a, summary, [contenteditable]");
    if (inField || place.closest?.("[role=dialog], [role=listbox], [role=combobox]")) return;
    event.preventDefault();
    toggle();
  }

  play.onclick = () => { touch(); toggle(); };
  slow.onclick = () => { touch(); state.rate = state.rate < 1 ? 1 : 0.5; draw(); };
  closer.onclick = () => { touch(); look(Math.max(Math.min((state.view[1] - state.view[0]) / 2, CLOSE_VIEW_S), LEAST_VIEW_S)); };
  whole.onclick = () => { touch(); state.view = ends; draw(); };
  scrub.oninput = () => { touch(); go(Number(scrub.value)); };

  if (!touched || !touched.isConnected) touch();
  document.addEventListener("keydown", key);
  const watch = new ResizeObserver(() => { charts.forget(); draw(); });
  watch.observe(root);
  // Streamlit's theme may change without a rerun.
  const themes = matchMedia("(prefers-color-scheme: dark)");
  const again = () => setTimeout(() => { charts.forget(); draw(); }, 200);
  themes.addEventListener("change", again);
  draw();
  if (state.playing) start();
  return () => {
    cancelAnimationFrame(request);
    watch.disconnect();
    themes.removeEventListener("change", again);
    document.removeEventListener("keydown", key);
  };
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
