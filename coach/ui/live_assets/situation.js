// What lies over the picture now, and what the one main button does. Pure: the server's state and our own troubles come in.
export const WATCHING = ["setup", "show", "neutral", "work", "rest"];
export const ASKING = ["check", "how"];
// Whom to call, and how it went, stay readable whatever becomes of line and coach.
const LAST = ["summary", "halted"];

/** What covers the picture: null, or its kind and its words' keys (or `said`, a sentence of the server). */
export function cover(state, line, trouble) {
  if (LAST.includes(state?.phase)) return null;
  // A coach that cannot go on is left, whether or not the line still holds.
  if (state?.failure) return { kind: "failure", title: "paused", said: state.failure, main: "leave" };
  if (line === "refused" || line === "given_up") return { kind: "line", title: "line", key: `line_${line}`, main: "reload" };
  if (line === "cut") return { kind: "cut", title: "paused", key: "line_cut" };
  if (!state) return null;
  if (!WATCHING.includes(state.phase)) return null;
  if (state.ask?.id === "fall") return { kind: "ask", heading: state.ask.title, said: state.paused_words };
  if (trouble) return { kind: "camera", title: "camera", key: trouble, main: trouble === "camera_unsafe" ? "leave" : "try_again" };
  if (state.paused) return { kind: "paused", title: "paused", said: state.paused_words, main: "go_on" };
  return null;
}

/** What is told small because nothing may be covered now: null, or a word's key, or `said`. */
export function aside(state, line) {
  if (!LAST.includes(state?.phase)) return null;
  if (line !== "open") return { key: `line_${line}` };
  return state.failure ? { said: state.failure } : null;
}

const MAIN = {
  ready: { key: "start", does: { do: "start" } },
  setup: { key: "start_anyway", does: { do: "start" } },
  show: { key: "show_done", does: { do: "start" } },
  rest: { key: "next_set", does: { do: "start" } },
  summary: { key: "done", does: { do: "leave" } },
  halted: { key: "done", does: { do: "leave" } },
};
const COVERED = {
  reload: { key: "reload", does: "reload" }, leave: { key: "leave", does: { do: "leave" } },
  try_again: { key: "try_again", does: "camera" }, go_on: { key: "go_on", does: { do: "resume" } },
};

/** The main button: what it says (`key` of a word or `label`) and does, or null where there is none. */
export function main(state, covered, form) {
  if (covered?.kind === "ask") return form.go ? { label: form.go, does: "answer" } : null;
  if (covered) return COVERED[covered.main] ?? null;
  if (!state) return null;
  if (ASKING.includes(state.phase)) return form.go ? { label: form.go, does: "answer" } : null;
  return MAIN[state.phase] ?? null;
}
