// A stopwatch: the browser alone counts, and tells the seconds once it is stopped.
const memory = new WeakMap();
const SHOWN_MS = 100;

export default function ({ data, parentElement, setStateValue }) {
  const [time, go, again] = [".time", ".go", ".again"].map((name) => parentElement.querySelector(name));
  const state = memory.get(parentElement) || { began: null, seconds: null };
  memory.set(parentElement, state);
  const figures = new Intl.NumberFormat(data.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  let timer = 0;

  const passed = () => (performance.now() - state.began) / 1000;
  function draw() {
    const runs = state.began !== null;
    time.textContent = figures.format(runs ? passed() : state.seconds ?? 0);
    go.textContent = runs ? data.words.stop : data.words.start;
    go.hidden = !runs && state.seconds !== null;
    again.textContent = data.words.again;
    again.hidden = runs || state.seconds === null;
  }
  function run() {
    clearInterval(timer);
    if (state.began !== null) timer = setInterval(draw, SHOWN_MS);
    draw();
  }
  go.onclick = () => {
    if (state.began === null) {
      state.began = performance.now();
    } else {
      state.seconds = Math.round(passed() * 10) / 10;
      state.began = null;
      setStateValue("seconds", state.seconds);
    }
    run();
  };
  again.onclick = () => {
    state.seconds = null;
    setStateValue("seconds", null);
    draw();
    go.focus();
  };
  run();
  return () => clearInterval(timer);
}
