// A form that is left alone empties itself. Measured by the clock, so that sleep counts, and by the browser's own
// count as well, so that a clock that is put back buys no time.

const ALONE = 120_000; // milliseconds without a touch
const WARNING = 20_000; // of these, how long "Still here?" is asked
const EVERY = 500;
const inWords = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "second", unitDisplay: "long" });
const TOUCHES = ["pointerdown", "keydown", "input", "wheel"];

/** Ask "Still here?" in `dialog` towards the end, then call `over`, once. */
export function watchAlone(dialog, over) {
  const seconds = dialog.querySelector("[data-seconds]");
  let touched = moments();
  const touch = ({ target }) => {
    touched = moments();
    // A tap on its button closes it by itself; closed earlier, the tap would fall on what lies below.
    if (dialog.open && (target === dialog || !dialog.contains(target))) dialog.close();
  };
  const look = () => {
    const left = ALONE - Math.max(...moments().map((now, at) => now - touched[at]));
    if (left <= 0) {
      clearInterval(timer);
      over();
    } else if (left <= WARNING) {
      seconds.textContent = inWords.format(Math.ceil(left / 1000));
      if (!dialog.open) dialog.showModal();
    }
  };
  for (const type of TOUCHES) addEventListener(type, touch, { capture: true, passive: true });
  const timer = setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}

const moments = () => [Date.now(), performance.now()];
