// "Who's on the van today?": first names that base sent to this device, and the coming stops.
import { report, thisDevice } from "../../service_worker/report.js";
import { currentShift, endShift, startShift } from "../../service_worker/shift.js";

const form = document.getElementById("shift");
const names = document.getElementById("names");

async function start() {
  const shift = await currentShift();
  if (shift) showShift(shift);
  await showNames();
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await startShift(chosenPeople(), chosenStop());
    location.assign(form.dataset.back);
  });
  document.getElementById("end-shift").addEventListener("click", async () => {
    await endShift();
    location.assign(form.dataset.back);
  });
  if ((await report()) === "known") await showNames(); // somebody may have joined since
}

/** One is on already: it can be changed, beginning with what it is, or ended. */
function showShift({ stop }) {
  for (const part of form.querySelectorAll("[data-shift]")) part.hidden = part.dataset.shift !== "on";
  const same = stop && [...form.querySelectorAll("[name=stop]")].find(({ value }) => value === stop.key);
  if (same) same.checked = true;
}

async function showNames() {
  const crew = (await thisDevice().catch(() => undefined))?.crew ?? [];
  const onShift = (await currentShift())?.people ?? [];
  const ticked = names.children.length > 0 ? chosenPeople() : onShift; // last of all: nobody ticks in between
  document.getElementById("nobody-listed").hidden = crew.length > 0;
  names.replaceChildren(...crew.map((person) => choice(person, ticked.some(({ id }) => id === person.id))));
}

function choice({ id, name }, ticked) {
  const label = Object.assign(document.createElement("label"), { className: "choice" });
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "person", value: id, checked: ticked });
  box.dataset.name = name;
  const words = Object.assign(document.createElement("span"), { textContent: name });
  label.append(box, " ", words);
  return label;
}

const chosenPeople = () =>
  [...form.querySelectorAll("[name=person]:checked")].map((box) => ({ id: Number(box.value), name: box.dataset.name }));

function chosenStop() {
  const chosen = form.querySelector("[name=stop]:checked");
  return chosen?.value ? { key: chosen.value, title: chosen.dataset.title } : null;
}

start();
