// /tell/<id>: the progress moves by itself while something is still on its way.
import { message } from "./messages.js";

const EVERY = 1500; // milliseconds
const page = document.querySelector("[data-told]");

async function look() {
  try {
    const response = await fetch(location.pathname, { headers: { Accept: "application/json" } });
    if (response.ok) show(await response.json());
  } catch {
    // No signal: what is on screen was true, and the next look may come through.
  }
}

function show(progress) {
  const bar = page.querySelector("progress");
  bar.max = Math.max(progress.total, 1);
  bar.value = progress.settled;
  for (const count of page.querySelectorAll("[data-count]")) count.textContent = progress[count.dataset.count];
  page.querySelector("[data-reached]").textContent = message("reached", { n: progress.accepted });
  page.querySelector("[data-refused]").hidden = !progress.key_refused;
  page.querySelector("[data-moving]").hidden = progress.waiting === 0;
  if (progress.waiting > 0) setTimeout(look, EVERY);
}

if (page.dataset.told === "moving") setTimeout(look, EVERY / 3);
