// Who is on the van, on van mode's home.
import { currentShift } from "../../service_worker/shift.js";
import { message } from "./messages.js";

/** Say in `element` who is on the van and where; without a shift it asks. */
export async function showShift(element) {
  const shift = await currentShift();
  const says = element.querySelector("[data-says]");
  if (shift) {
    const who = new Intl.ListFormat(document.documentElement.lang).format(shift.people.map(({ name }) => name));
    says.textContent = [who || message("nobody_named"), shift.stop?.title].filter(Boolean).join(" – ");
  }
  for (const part of element.querySelectorAll("[data-shift]")) part.hidden = (part.dataset.shift === "on") !== Boolean(shift);
  element.hidden = false;
}
