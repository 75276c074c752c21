/** Cover the page with `cover`, a dialog, whenever it is out of sight, until somebody taps: task switchers keep a picture. */
export function coverWhenHidden(cover) {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !cover.open) cover.showModal(); // modal: no key reaches what is behind
  });
}
