// "Leave this page": at once, and Back does not return here.

/** Make the link replace this page in the history; Escape three times does the same. */
export function leaveAtOnce() {
  const link = document.getElementById("leave");
  if (!link) return;
  const leave = (event) => {
    event?.preventDefault();
    document.body.hidden = true; // whatever the network does, nothing stays on the screen
    location.replace(link.href);
  };
  link.addEventListener("click", leave);
  keepWithinReach(link, leave);
  let times = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    times = [...times.filter((time) => event.timeStamp - time < 2000), event.timeStamp];
    if (times.length >= 3) leave();
  });
}

/** A modal dialog makes everything outside it inert (HTML, section 6.3), so each open one holds a copy of the link.

    The copy comes after the dialog has opened and goes when it closes: otherwise it would take the first focus. */
function keepWithinReach(link, leave) {
  const copies = new Map();
  const follow = ({ target: dialog }) => {
    if (dialog.localName !== "dialog" || dialog.open === copies.has(dialog)) return;
    if (!dialog.open) {
      copies.get(dialog).remove();
      copies.delete(dialog);
      return;
    }
    const copy = link.cloneNode(true);
    copy.removeAttribute("id");
    copy.addEventListener("click", leave);
    dialog.prepend(copy);
    copies.set(dialog, copy);
  };
  const observer = new MutationObserver((changes) => changes.forEach(follow));
  observer.observe(document, { attributeFilter: ["open"], subtree: true });
}
