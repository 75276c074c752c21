// Goes through many outings and prints what came of them as JSON: {outings, points, failures: [{name, reason, steps}]}.
//
//   model.mjs every N      every point of one outing, with N kinds of older storage after it (there are eleven)
//   model.mjs random N     N outings of several lives that a seed draws
//   model.mjs NAME         one of these again, for its steps
import { EMPTY, Outing } from "./outing.mjs";
import { STORES } from "./device.mjs";

const ONE_DAY = [
  ["report", true, 0],
  ["save", true, 0],
  ["shift", true, 1],
  ["count", true, 1],
  ["send", false, 0],
  ["save", true, 1],
  ["send", true, 1],
  ["save", false, 0],
  ["save", true, 1],
  ["report", true, 0],
  ["goOffline", true, 0],
  ["save", true, 0],
];
const THE_NEXT = [["save", true, 0], ["goOnline", true, 0], ["report", true, 0], ["save", true, 1], ["send", false, 0], ["count", true, 0]];

const earlier = (states, random) => states[Math.floor(random() ** 2 * states.length)] ?? states[0];
const earlierFrom = (states, random) => earlier([...states].reverse(), random);
const singleStore = (store) => (device, now, random) => {
  const older = earlierFrom(device.states.database.filter(Boolean), random);
  if (!older || !now.database) return now;
  return { ...now, database: { ...now.database, stores: { ...now.database.stores, [store]: older.stores[store] } } };
};
const olderDatabase = (device, now, random) => ({ ...now, database: earlierFrom(device.states.database, random) });
const olderCaches = (device, now, random) => ({ ...now, caches: earlierFrom(device.states.caches, random) });

/** Kinds of storage with which the next life begins. */
const STORAGES = {
  "all that was written": (_device, now) => now,
  "an older database": olderDatabase,
  ...Object.fromEntries(STORES.map((store) => [`an older store of ${store}`, singleStore(store)])),
  "no database": (_device, now) => ({ ...now, database: EMPTY.database }),
  "an older database on a full disk": (...given) => ({ ...olderDatabase(...given), isFull: true }),
  "older caches": olderCaches,
  "no caches": (_device, now) => ({ ...now, caches: EMPTY.caches }),
  "an older database and older caches": (device, now, random) => olderCaches(device, olderDatabase(device, now, random), random),
  nothing: () => EMPTY,
};

/** Numbers in 0..1 that a text decides (mulberry32). */
function randomBy(text) {
  let state = [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const next = (outing, kind) => ({ ...STORAGES[kind](outing.device, outing.now(""), outing.random), says: kind });

async function atPoint(outing, point, kind) {
  const points = await outing.live({ ...EMPTY, says: "nothing" }, ONE_DAY, point);
  await outing.live(next(outing, kind), THE_NEXT);
  return points;
}

async function drawn(outing) {
  const draw = (list) => list[Math.floor(outing.random() * list.length)];
  const names = ["save", "save", "save", "count", "shift", "send", "send", "report", "goOffline", "goOnline"];
  let storage = { ...EMPTY, says: "nothing" };
  for (let lives = 2 + Math.floor(outing.random() * 3); lives > 0; lives -= 1) {
    const actions = Array.from({ length: 8 }, () => [draw(names), outing.random() < 0.6, outing.random() < 0.3 ? 1 : 0]);
    await outing.live(storage, actions, 1 + Math.floor(outing.random() * 150));
    storage = next(outing, draw(Object.keys(STORAGES)));
  }
  await outing.live(storage, []);
}

async function run(name) {
  const [how, at, kind] = name.split("/");
  const outing = new Outing(randomBy(name));
  underWay = { name, outing };
  let points = 0;
  try {
    if (how === "point") points = await atPoint(outing, Number(at), kind);
    else await drawn(outing);
    await outing.end();
    return { points };
  } catch (reason) {
    return { points, failure: { name, reason: String(reason.stack), steps: outing.steps } };
  }
}

function* names([how, count, points]) {
  const kinds = Object.keys(STORAGES);
  if (how === "random") for (let seed = 1; seed <= Number(count); seed += 1) yield `seed/${seed}`;
  else if (how !== "every") yield how;
  // At each point some of the kinds, in turn.
  else for (let at = 0; at < points * count; at += 1) yield `point/${1 + Math.floor(at / count)}/${kinds[at % kinds.length]}`;
}

let underWay;
process.on("exit", () => {
  if (underWay) console.error(`${underWay.name} hangs:\n${underWay.outing.steps.join("\n")}`);
});
const ENOUGH = 5; // failures
const failures = [];
let outings = 0;
const asked = process.argv.slice(2);
const { points } = await run("point/Infinity/all that was written");
for (const name of names([...asked, points])) {
  const { failure } = await run(name);
  outings += 1;
  if (failure) failures.push(failure);
  if (failures.length === ENOUGH) break;
}
underWay = undefined;
console.log(JSON.stringify({ outings, points, failures }));
