// "What is near me?": asks the device where it is, sorts what is on by distance, and tells nobody else.

const EARTH = 6_371_000; // metres
const PATIENCE = { enableHighAccuracy: false, timeout: 15_000, maximumAge: 5 * 60_000 };

/** Let the page's block `near` offer it, where the device can say where it is and there is something to sort. */
export function offerNearness(near) {
  const list = document.querySelector("#whats-on .cards");
  if (!navigator.geolocation || !list?.querySelector("[data-at]")) return;
  const soonest = [...list.children];
  near.hidden = false;
  const [ask, undo] = [near.querySelector("[data-ask]"), near.querySelector("[data-undo]")];
  const say = (what) => {
    for (const words of near.querySelectorAll("[data-says]")) words.hidden = words.dataset.says !== what;
  };
  ask.addEventListener("click", () => {
    say("looking");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        sortByDistance(list, soonest, coords, near.dataset.about);
        say("sorted");
        [ask.hidden, undo.hidden] = [true, false];
        undo.focus();
      },
      ({ code, PERMISSION_DENIED }) => say(code === PERMISSION_DENIED ? "denied" : "unavailable"),
      PATIENCE,
    );
  });
  undo.addEventListener("click", () => {
    for (const words of list.querySelectorAll(".far")) words.remove();
    list.append(...soonest);
    say("before");
    [ask.hidden, undo.hidden] = [false, true];
    ask.focus();
  });
}

function sortByDistance(list, rows, here, about) {
  const measured = rows.map((row) => ({ row, far: row.dataset.at ? distance(here, row.dataset.at) : Infinity }));
  measured.sort((a, b) => a.far - b.far || 0); // two that are nowhere stay as they were
  for (const { row, far } of measured) {
    if (far === Infinity) continue;
    const words = document.createElement("p");
    words.className = "far";
    words.textContent = about.replace("{distance}", inWords(far));
    row.lastElementChild.append(words);
  }
  list.append(...measured.map(({ row }) => row));
}

/** Metres between two points on the globe, as the crow flies (haversine). */
function distance({ latitude, longitude }, at) {
  const [toLatitude, toLongitude] = at.split(",").map(Number);
  const rad = (degrees) => (degrees * Math.PI) / 180;
  const half = (degrees) => Math.sin(rad(degrees) / 2) ** 2;
  const a = half(toLatitude - latitude) + Math.cos(rad(latitude)) * Math.cos(rad(toLatitude)) * half(toLongitude - longitude);
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(a)));
}

/** "400 m", "1.2 km", in the page's language; nobody knows it more exactly than that. */
function inWords(metres) {
  const near = metres < 950;
  const amount = near ? Math.max(50, Math.round(metres / 50) * 50) : metres / 1000;
  const digits = { maximumFractionDigits: near || amount >= 10 ? 0 : 1 };
  const unit = near ? "meter" : "kilometer";
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, ...digits }).format(amount);
}
