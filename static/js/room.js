// /tell: how much room is left, as one types. Bytes are what counts (push/room.py); people read letters.
import { message } from "./messages.js";

const SOON = 40; // letters: from there on it is said aloud, too
const most = Number(document.querySelector("[data-most-bytes]").dataset.mostBytes);

function leftIn(text) {
  const size = new TextEncoder().encode(text).length;
  return Math.floor(((most - size) * Math.max([...text].length, 1)) / Math.max(size, 1));
}

for (const note of document.querySelectorAll("[data-room]")) {
  const field = document.getElementById(note.dataset.room);
  const show = () => {
    // Line ends are sent as CR LF and kept as LF, as they are counted here.
    const left = leftIn(field.value.trim());
    note.setAttribute("aria-live", left < SOON ? "polite" : "off");
    note.classList.toggle("mistake", left < 0);
    note.textContent = left < 0 ? message("too_long", { n: -left }) : message("room", { n: left });
  };
  field.addEventListener("input", show);
  show();
}
