// Choosing a place fills in its name and address at once; what somebody typed stays.
const form = document.querySelector("form:has([name=place])");
const { place, place_name: title, address } = form.elements;

/** Whether a field holds nothing of somebody's own: it is empty, or says what one of the places says. */
const isFilledIn = (field, words) => !field.value.trim() || words.includes(field.value.trim());

place.addEventListener("change", () => {
  const chosen = place.selectedOptions[0];
  if (!chosen.value) return;
  const places = [...place.options].filter((option) => option.value);
  if (isFilledIn(title, places.map((option) => option.text))) title.value = chosen.text;
  if (isFilledIn(address, places.map((option) => option.dataset.address))) address.value = chosen.dataset.address;
});
