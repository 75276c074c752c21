/** Cover the page whenever it is out of sight, until somebody taps: task switchers keep a picture of it. */
export function coverWhenHidden(cover, form) {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    cover.hidden = false;
    form.inert = true;
  });
  cover.querySelector("button").addEventListener("click", () => {
    cover.hidden = true;
    form.inert = false;
  });
}
