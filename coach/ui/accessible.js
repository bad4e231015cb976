// What Streamlit leaves undone for those who hear a page or use it by keys. Nothing is sent.
const TABLES = "[data-testid=stTable] > div";

export default function ({ data }) {
  document.documentElement.lang = data.language;
  if (data.cookie) document.cookie = `${data.cookie}=${data.language}; path=/; max-age=31536000; SameSite=Strict`;

  // A table that is wider than its place is moved sideways, by keys too.
  const reach = () => {
    for (const table of document.querySelectorAll(TABLES)) {
      if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
      else table.removeAttribute("tabindex");
    }
  };
  const watch = new MutationObserver(reach);
  watch.observe(document.body, { childList: true, subtree: true });
  addEventListener("resize", reach);
  reach();
  return () => { watch.disconnect(); removeEventListener("resize", reach); };
}
