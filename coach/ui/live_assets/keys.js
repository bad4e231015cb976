// Keys: Space starts, pauses and goes on, Esc stops, M voice, W why, Enter the main button.
const USES = { " ": "button, a, input, select, textarea, summary", Enter: "button, a, select, textarea, summary" };
const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select";

/** Calls `told[key]` for the session's keys; returns what takes the listener off again. */
export function listen(told) {
  const heard = (event) => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key, from = event.composedPath()[0];
    const act = { " ": told.space, Enter: told.enter, Escape: told.escape, m: told.mute, w: told.why }[key];
    // A control in focus keeps the keys that it uses itself.
    if (!act || from.matches?.(USES[key] ?? TYPING)) return;
    event.preventDefault();
    act();
  };
  window.addEventListener("keydown", heard);
  return () => window.removeEventListener("keydown", heard);
}
