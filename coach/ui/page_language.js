// Tells the browser in which language the page is, and has it remember what was chosen. Nothing is sent.
export default function ({ data }) {
  document.documentElement.lang = data.language;
  if (data.cookie) document.cookie = `${data.cookie}=${data.language}; path=/; max-age=31536000; SameSite=Strict`;
}
