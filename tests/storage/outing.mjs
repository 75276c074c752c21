// One device through several lives, each of which ends at some point and begins with some earlier storage; then
// everything is well. What must hold, whatever happened:
//
// - A record that the screen called saved is at base, as long as every life began with one copy of it somewhere.
// - The device deletes a record, or its backup copy, only once base has that record: both are needed, since the next
//   life may begin without either.
// - When a life comes to rest, database and backup copy hold the same records, and no fact is older than the latest
//   version with which that life began.
// - A number is never given again while anything on the device, or base, tells that it was given.
// - What was lost after all, base counts as missing, where anything that tells of its number is left.
// - In the end nothing waits, and no copy is left.
import { Base } from "./base.mjs";
import { BACKUP, Device, Died, EMPTY, ORIGIN, idIn, rowsOf } from "./device.mjs";
import { openRealm } from "./realm.mjs";

const KEY = { id: "k", public_key: "p" };
const refused = (reason) => {
  if (reason.name !== "QuotaExceededError") throw reason;
};
/** What opens the database. */
const OPENS = new Set(["save", "count", "shift", "send", "report"]);
const DOOR = { listing: "event:1", day: "2027-03-02" };
const copiesIn = (caches) => new Map([...(caches.get(BACKUP) ?? [])].map(([path, text]) => [idIn(path), readable(text)]));
const factsIn = (caches) => [...(caches.get("backup-facts-1")?.values() ?? [])].map((text) => new Map(readable(text)?.facts));
const readable = (text) => JSON.parse(text);

/** Facts that only ever grow in an outing. */
const MEASURES = { "counted:event:1@2027-03-02": (tally) => tally?.counted, shift: (shift) => shift?.started };

/** The facts of the latest version that stands anywhere; the database's own where versions are equal. */
const latestFacts = (database, caches) =>
  [rowsOf(database, "meta"), ...factsIn(caches)].reduce((best, facts) => (facts.get("version") > (best.get("version") ?? 0) ? facts : best));

export class Outing {
  steps = [];
  saved = new Set(); // ids that the screen called saved
  lost = new Map(); // ids of which a life began without any copy: id → whether base has to count it as missing
  known = new Map(); // epoch → the highest number of it that the device can know of
  online = true;
  isCalm = false; // whether base takes all it is sent, and each answer arrives
  broken = undefined; // the first thing that did not hold, as an Error

  constructor(random) {
    this.random = random;
    this.base = new Base();
    this.device = new Device(random, (step) => this.steps.push(`    ${step}`));
    this.device.onRecord = (...given) => this.#numbered(...given);
    this.device.onDeleted = (ids, where) => this.#deleted(ids, where);
  }

  /** One life: `actions`, each [name, whether it is waited for], from `storage` on, until its `dieAt`th point. */
  async live(storage, actions, dieAt) {
    this.steps.push(`  A life begins with ${storage.says}.`);
    this.#begin(storage);
    await this.device.start(storage, dieAt);
    this.device.life.points = 0;
    const { life } = this.device;
    try {
      await Promise.race([this.#act(actions), life.died]);
      await Promise.race([this.#quiet(), life.died]);
      if (!storage.isFull && actions.some(([name]) => OPENS.has(name))) this.#atRest();
    } catch (reason) {
      if (!(reason instanceof Died)) throw reason;
    }
    life.isDead = true;
    return life.points;
  }

  async #act(actions) {
    const { life } = this.device;
    const tabs = [];
    const under = [];
    for (const [name, isWaitedFor, tab] of actions) {
      if (life.isDead) return;
      this.steps.push(`   ${name}${isWaitedFor ? "" : " (and on)"}`);
      const doing = this[name]((tabs[tab] ??= await this.#open())).catch(refused);
      if (isWaitedFor) await doing;
      else under.push(doing);
    }
    await Promise.all(under);
  }

  /** What nobody waits for comes to its end. */
  async #quiet() {
    for (let turns = 150; turns > 0; turns -= 1) await new Promise(setImmediate);
  }

  #open() {
    const { life } = this.device;
    return openRealm(this.device, (address, how) => this.#fetch(life, address, how));
  }

  // What people and browsers do

  async save({ saving }) {
    await this.#called(saving.save("person", { v: 2 }, KEY));
  }

  async count({ counting }) {
    await this.#called(counting.countHere(DOOR, 1, KEY));
  }

  shift = ({ shift }) => shift.startShift([{ id: 1, name: "Sam" }], null);
  send = ({ sender }) => sender.send();

  async report({ report }) {
    const state = await report.report();
    if (state === "known" && this.answer) this.#knows(...this.answer);
  }

  async goOnline() {
    this.online = true;
  }

  async goOffline() {
    this.online = false;
  }

  async #called(saving) {
    const id = await saving;
    if (!this.device.life.isDead) {
      this.saved.add(id);
      // A copy that another tab just puts again is gone for a moment.
      const isCopied = this.device.states.caches.some((caches) => copiesIn(caches).has(id));
      if (!isCopied) this.#break(`${id} is called saved, and has no copy.`);
    }
    this.steps.push(`   saved ${id}`);
  }

  /** The network: it may fail before base hears anything, and after base has answered. */
  async #fetch(life, address, { body }) {
    await this.device.point(life, `ask ${address}`);
    if (!this.online) throw new TypeError("Failed to fetch");
    const said = JSON.parse(await body.text());
    await this.device.point(life, "base hears it");
    const answer = address === "/sync/status" ? this.base.status(said) : { receipts: this.base.receive(this.#taken(said.records)) };
    await this.device.point(life, "base answers");
    if (!this.isCalm && this.random() < 0.1) throw new TypeError("Failed to fetch");
    if (address === "/sync/status") this.answer = [said.epoch, answer.seq];
    return new Response(JSON.stringify(answer), { headers: { "Content-Type": "application/json" } });
  }

  /** Of some batches base takes, and names, only a part. */
  #taken(records) {
    return this.isCalm || this.random() < 0.5 ? records : records.filter(() => this.random() < 0.5);
  }

  // What must hold

  #break(reason) {
    this.broken ??= new Error(reason);
  }

  #deleted(ids, where) {
    for (const id of ids) {
      if (!this.base.records.has(id)) this.#break(`${id} is deleted from the ${where}, and base lacks it.`);
    }
  }

  #atRest() {
    const { database, caches } = this.now("");
    const [kept, copies, facts] = [rowsOf(database, "records"), copiesIn(caches), rowsOf(database, "meta")];
    const hasOne = (id) => copies.has(id) || this.base.records.has(id);
    for (const id of kept.keys()) if (!hasOne(id)) this.#break(`${id} waits, and has no copy.`);
    for (const id of copies.keys()) {
      if (!kept.has(id) && !this.base.records.has(id)) this.#break(`${id} is not brought back from its copy.`);
    }
    for (const [key, least] of this.latest) {
      if (MEASURES[key] && !(MEASURES[key](facts.get(key)) >= MEASURES[key](least))) this.#break(`${key} is older than it was.`);
    }
  }

  #knows(epoch, seq) {
    this.known.set(epoch, Math.max(this.known.get(epoch) ?? 0, seq));
  }

  /** A life begins: what is there, what is not, and which numbers anything tells of. */
  #begin({ database, caches }) {
    const [kept, copies] = [rowsOf(database, "records"), copiesIn(caches)];
    [this.known, this.answer] = [new Map(), undefined];
    this.latest = latestFacts(database, caches);
    for (const { epoch, seq } of [...kept.values(), ...copies.values()]) this.#knows(epoch, seq);
    for (const facts of [rowsOf(database, "meta"), ...factsIn(caches)]) {
      if (facts.has("epoch")) this.#knows(facts.get("epoch"), facts.get("seq"));
    }
    for (const id of this.saved) {
      if (kept.has(id) || copies.has(id) || this.base.records.has(id)) continue;
      if (!this.lost.has(id)) this.lost.set(id, true);
    }
    for (const id of this.lost.keys()) {
      const { epoch, seq } = this.device.given.get(id);
      if (seq > (this.known.get(epoch) ?? 0) && seq > this.base.highest(epoch)) this.lost.set(id, false);
    }
  }

  #numbered(id, epoch, seq) {
    const known = this.known.get(epoch) ?? 0;
    if (seq <= known) this.#break(`The number ${seq} is given twice.`);
    // Nothing on the device told of the numbers that were lost, and it did not ask base first: they look arrived.
    for (const [lost] of this.lost) {
      const gone = this.device.given.get(lost);
      if (gone.epoch === epoch && gone.seq > known && gone.seq <= seq) this.lost.set(lost, false);
    }
    this.#knows(epoch, seq);
  }

  /** Everything is well; then it has to be so. */
  async end() {
    [this.online, this.isCalm] = [true, true];
    const drain = [["report", true, 0], ...Array(6).fill(["send", true, 0]), ["report", true, 0]];
    await this.live(this.now("what was there"), drain);
    if (this.broken) throw this.broken;
    const { database, caches } = this.now("");
    const arrived = (id) => this.base.records.has(id);
    const gone = [...this.saved].filter((id) => !arrived(id) && !this.lost.has(id));
    if (gone.length > 0) throw new Error(`Called saved, and lost: ${gone}`);
    if (rowsOf(database, "records").size > 0) throw new Error("It does not drain.");
    if (copiesIn(caches).size > 0) throw new Error("Copies of what is at base are left.");
    for (const epoch of new Set([...this.device.given.values()].map((record) => record.epoch))) this.#balance(epoch);
  }

  #balance(epoch) {
    const of = ([id]) => this.device.given.get(id).epoch === epoch && !this.base.records.has(id);
    const noticed = this.base.missing(epoch);
    // Of an epoch that the device left, base knows only what it heard before.
    const epochNow = rowsOf(this.now("").database, "meta").get("epoch");
    const isHeardOf = ([id]) => epoch === epochNow || this.device.given.get(id).seq <= this.base.highest(epoch);
    // A number given a second time, where nothing told of the first: which of the two arrived, nobody can tell.
    const sameNumber = ([id]) => [...this.device.given.values()].filter(({ epoch: of, seq }) => of === epoch && seq === this.device.given.get(id).seq);
    const least = [...this.lost].filter(([, counts]) => counts).filter(of).filter(isHeardOf).filter((it) => sameNumber(it).length === 1);
    const most = [...this.device.given].filter(of);
    if (noticed < least.length) throw new Error(`${least.length} are lost, and base misses ${noticed}.`);
    if (noticed > most.length) throw new Error(`${most.length} never arrived, and base misses ${noticed}.`);
  }

  /** The storage as it was written last. */
  now(says) {
    return { database: this.device.states.database.at(-1), caches: this.device.states.caches.at(-1), says };
  }
}

export { EMPTY, ORIGIN };
