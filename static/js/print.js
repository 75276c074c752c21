/** Let `button` print the page. */
export function offerPrinting(button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
