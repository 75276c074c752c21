// Pages hold absolute times only, so that they stay true in a cache; what depends on now is added here.

const DAY = 24 * 60 * 60 * 1000;

/** Hide list items (`data-ends`) that were over before this page was opened. */
export function hidePast(now = Date.now()) {
  for (const item of document.querySelectorAll("[data-ends]")) {
    item.hidden = Date.parse(item.dataset.ends) < now;
  }
}

/** Add "tomorrow", "in 3 days" behind each `<time data-relative>` in the coming two weeks. */
export function sayRelative(now = new Date()) {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const days = Math.round((midnight(new Date(time.dateTime)) - midnight(now)) / DAY);
    if (days < 0 || days > 14) continue;
    const label = document.createElement("span");
    label.className = "pill soon";
    label.textContent = words.format(days, "day");
    time.append(" ", label);
  }
}

function midnight(moment) {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}
