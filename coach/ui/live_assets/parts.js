// Small helpers for the page's parts: equal text is left alone, so that screen readers do not say it twice.
export function text(part, said) {
  const now = said === null || said === undefined ? "" : String(said);
  if (part.textContent !== now) part.textContent = now;
}

export function shown(part, yes) { if (part.hasAttribute("hidden") === Boolean(yes)) part.toggleAttribute("hidden", !yes); }

/** A part with a text that is hidden where there is none. */
export function told(part, said) { text(part, said); shown(part, said); }

export function make(name, attributes = {}, ...inner) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...inner.filter((one) => one !== null && one !== undefined));
  return made;
}

export function drawn(name, attributes = {}, ...inner) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inner);
  return made;
}

/** Calls `build` again only when `value` differs from the last time for this part. */
export function whenChanged(part, value, build) {
  const now = JSON.stringify(value ?? null);
  if (part.dataset.built === now) return false;
  part.dataset.built = now;
  build();
  return true;
}
