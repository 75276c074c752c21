/** "20 minutes ago", for a moment in milliseconds, in the page's language. */
export function ago(moment, now = Date.now()) {
  const minutes = Math.round((moment - now) / 60_000);
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 48 ? words.format(hours, "hour") : words.format(Math.round(hours / 24), "day");
}
