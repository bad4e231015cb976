// The session's own modules lie beside this page's program; Streamlit gives only this entry.
const modules = import(location.origin + "/coach/assets/live.js");

export default function (component) {
  let leave = () => {}, gone = false;
  modules.then((live) => { if (!gone) leave = live.mount(component); });
  return () => { gone = true; leave(); };
}
