// "We are here until 16:00": shown while the van is there, and only then.

const EVERY = 30_000; // milliseconds

/** Show each of `lines` (data-from, data-until) during its stop, from now on. */
export function showWhileHere(lines) {
  const show = () => {
    const now = Date.now();
    for (const line of lines) {
      line.hidden = now < Date.parse(line.dataset.from) || now >= Date.parse(line.dataset.until);
    }
  };
  show();
  setInterval(show, EVERY);
  // A phone that slept shows the page again before any timer runs.
  document.addEventListener("visibilitychange", show);
}
