const TOLERANCE = 2 * 60_000; // milliseconds that a clock may be put back as it is set right by the network

/**
 * "20 minutes ago", for a moment in milliseconds, in the page's language.
 * Empty for a moment that is yet to come: the clock was put back since, and how long ago it was is not known.
 */
export function ago(moment, now = Date.now()) {
  if (moment - now > TOLERANCE) return "";
  const minutes = Math.min(Math.round((moment - now) / 60_000), 0);
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  if (minutes > -60) return words.format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours > -48 ? words.format(hours, "hour") : words.format(Math.round(hours / 24), "day");
}
