// "Leave this page": at once, and Back does not return here.

/** Make the link replace this page in the history; Escape three times does the same. */
export function leaveAtOnce() {
  const link = document.getElementById("leave");
  if (!link) return;
  const leave = () => {
    document.body.hidden = true; // whatever the network does, nothing stays on the screen
    location.replace(link.href);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let times = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    times = [...times.filter((time) => event.timeStamp - time < 2000), event.timeStamp];
    if (times.length >= 3) leave();
  });
}
