// Nothing that was written comes back: not by Back, not in a restored tab, not to whoever picks the tablet up.
import { coverWhenHidden } from "./cover.js";
import { watchAlone } from "./idle.js";

/** Watch over a form that is sealed; `forget` leaves nothing of it in the page. */
export function guard(form, forget) {
  addEventListener("pagehide", forget);
  // A page that Back brings out of memory starts afresh.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  coverWhenHidden(document.getElementById("cover"));
  watchAlone(document.getElementById("still-here"), () => {
    forget();
    location.replace("/van");
  });
  forget(); // what the browser put back into the fields
}
