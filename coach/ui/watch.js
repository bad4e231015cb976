// Keeps the visit's token for a reload, tells the program that somebody is there, and clears a screen nobody is at.
const LOOK_MS = 5000, MARGIN_MS = 2000, TOUCHED = "coach_touched";
const SIGNS = ["pointerdown", "keydown", "wheel", "touchmove"];

// Another tab of this browser counts, too: the visit is the same.
const touch = () => localStorage.setItem(TOUCHED, Date.now());
let told = Date.now();
touch();

export default function ({ data, setTriggerValue }) {
  const safe = location.protocol === "https:" ? "; Secure" : "";
  const age = data.token ? "" : "; max-age=0";
  document.cookie = `${data.cookie}=${data.token}; path=/; SameSite=Strict${age}${safe}`;
  if (!data.token || !data.idle_s) return;

  if (data.running) touch();
  const tell = (what) => {
    if (Date.now() - told < data.every_s * 1000) return;
    told = Date.now();
    setTriggerValue(what, told);
  };
  const here = () => {
    touch();
    tell("there");
  };
  const look = () => {
    // The address may name a patient, so the program begins anew at its first page.
    if (Date.now() - localStorage.getItem(TOUCHED) > data.idle_s * 1000 + MARGIN_MS) location.replace(new URL(".", location));
    else if (data.session) tell("look");
  };
  const timer = setInterval(look, Math.min(LOOK_MS, data.every_s * 1000));
  for (const sign of SIGNS) addEventListener(sign, here, { capture: true, passive: true });
  return () => {
    clearInterval(timer);
    for (const sign of SIGNS) removeEventListener(sign, here, { capture: true });
  };
}
