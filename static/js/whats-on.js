// What the list of what is on gets on top of its HTML.
import { applyFilters } from "./filters.js";
import { keepAddressShort } from "./find.js";
import { offerNearness } from "./near.js";

/** `section`: the rows of "/". */
export function enrichWhatsOn(section) {
  if (location.search) applyFilters(section);
  keepAddressShort(document.querySelector("[data-find]"));
  offerNearness(document.getElementById("near"));
}
