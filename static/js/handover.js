// Handing the tablet over: larger type and no way elsewhere, until it is handed back.

/** Let the buttons of the page turn the form over to the person, and back. */
export function offerHandingOver() {
  const over = document.getElementById("hand-over");
  over.hidden = false;
  over.addEventListener("click", () => turn(true));
  for (const back of document.querySelectorAll("[data-hand-back]")) back.addEventListener("click", () => turn(false));
}

function turn(handedOver) {
  document.body.classList.toggle("handed-over", handedOver);
  for (const button of document.querySelectorAll("[data-otherwise]")) swapWords(button);
  document.querySelector("h1").focus();
  scrollTo(0, 0);
}

/** A button that does something else for the person than for the peer supporter says so. */
function swapWords(button) {
  [button.textContent, button.dataset.otherwise] = [button.dataset.otherwise, button.textContent];
}
