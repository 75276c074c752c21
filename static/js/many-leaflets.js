// Many places at once: a few at a time, so that the bar says how many leaflets are really made.

const AT_ONCE = 10;

const form = document.getElementById("places");
const field = form.elements.place;
const token = form.elements.csrf_token.value;
const bar = document.getElementById("made");
const says = document.getElementById("making-says");

const lines = () => field.value.split("\n").map((line) => line.trim()).filter(Boolean);

/** Make leaflets for these places; their codes. Throws where the server would not, or was not reached. */
async function make(places) {
  const answer = await fetch(form.dataset.batches, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ places }),
  });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.json()).codes;
}

function show(words, made, all) {
  says.textContent = words.replace("{made}", made).replace("{all}", all);
  bar.max = all;
  bar.value = made;
}

async function makeAll(places) {
  const codes = [];
  document.getElementById("making").hidden = false;
  show(says.dataset.making, 0, places.length);
  try {
    while (codes.length < places.length) {
      codes.push(...(await make(places.slice(codes.length, codes.length + AT_ONCE))));
      show(says.dataset.making, codes.length, places.length);
    }
  } catch {
    field.value = places.slice(codes.length).join("\n");
    show(says.dataset.stopped, codes.length, places.length);
    return;
  }
  const query = new URLSearchParams(codes.map((code) => ["batch", code]));
  location.assign(`${form.dataset.print}?${query}`);
}

form.addEventListener("submit", async (event) => {
  const places = lines();
  // What is too long or too much, the server says beside the field.
  if (places.length < 2 || places.length > 200 || places.some((place) => place.length > 200)) return;
  event.preventDefault();
  const submit = form.querySelector("button");
  submit.disabled = true;
  await makeAll(places);
  submit.disabled = false;
});
