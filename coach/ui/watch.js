// Keeps the visit's token for a reload, tells the program that somebody is there, and clears a screen nobody is at.
const EVERY_MS = 60000, LOOK_MS = 5000, MARGIN_MS = 2000, TOUCHED = "coach_touched";
const SIGNS = ["pointerdown", "keydown", "wheel", "touchmove"];

export default function ({ data, setTriggerValue }) {
  const safe = location.protocol === "https:" ? "; Secure" : "";
  const age = data.token ? "" : "; max-age=0";
  document.cookie = `${data.cookie}=${data.token}; path=/; SameSite=Strict${age}${safe}`;
  if (!data.token || !data.idle_s) return;

  // Another tab of this browser counts, too: the visit is the same.
  const touch = () => localStorage.setItem(TOUCHED, Date.now());
  let told = Date.now();
  touch();
  const here = () => {
    touch();
    if (Date.now() - told > EVERY_MS) {
      told = Date.now();
      setTriggerValue("there", told);
    }
  };
  const look = () => {
    if (data.running) here();
    // The address may name a patient, so the program begins anew at its first page.
    else if (Date.now() - localStorage.getItem(TOUCHED) > data.idle_s * 1000 + MARGIN_MS) location.replace(new URL(".", location));
  };
  const timer = setInterval(look, LOOK_MS);
  for (const sign of SIGNS) addEventListener(sign, here, { capture: true, passive: true });
  return () => {
    clearInterval(timer);
    for (const sign of SIGNS) removeEventListener(sign, here, { capture: true });
  };
}
