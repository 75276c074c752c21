"""What tests run in the tablet's pages: as `van.run` takes it, or before everything else in a page."""

#: Saves as the form does, but for many people at once; each is called saved when the form would say so. Gives the ids.
#: `foreign`: what is sealed is for somebody else's key, so that base can't open it.
SAVE = """
async (part, [names, foreign]) => {
  const { save } = await part("service_worker/saving");
  const { sealingKey } = await part("service_worker/pack");
  const ours = await sealingKey();
  const key = foreign ? { ...ours, public_key: await another() } : ours;
  const texts = { contact: "", enjoys: "", would_help: "", language: "en" };
  const ids = [];
  for (const name of names) {
    const permissions = [{ to: "keep", at: new Date().toISOString(), wording: "You may keep this." }];
    const page = btoa(crypto.randomUUID().slice(0, 16)).slice(0, 22);
    const shift = { people: [], stop: "" };
    ids.push(await save("person", { v: 2, name, ...texts, permissions, page, shift }, key));
    calledSaved(name);
  }
  return ids;

  async function another() {
    const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const bytes = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace("=", "");
  }
}
"""
BEGIN_SAVING = f"async (part, names) => {{ window.saving = ({SAVE})(part, [names, false]); }}"

SEND = "async (part) => (await part('service_worker/sender')).send()"
SEND_IF_DUE = "async (part) => (await part('service_worker/sender')).send({ now: false })"
BEGIN_SENDING = "async (part) => { const { send } = await part('service_worker/sender'); window.sending = send(); }"
LAST_TRY = "async (part) => (await part('service_worker/outbox')).lastTry()"
FEW_AT_ONCE = "async (part, most) => { (await part('service_worker/sender')).LIMIT.records = most; }"

WAITING = "async (part) => (await part('service_worker/outbox')).waiting()"
REPORT = "async (part) => (await part('service_worker/report')).report()"
UPDATE = "async (part) => (await (await part('service_worker/pack')).update()).state"

#: All that the browser keeps for pages, as it clears that away when the disk is full, while pages are open.
EMPTIED = """
async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await new Promise((done) => (indexedDB.deleteDatabase("peer-app").onsuccess = done));
}
"""

#: Before a page: only pages send, as in browsers without Background Sync.
WITHOUT_SYNC = "delete globalThis.ServiceWorkerRegistration?.prototype.sync;"


def in_a_hurry(*milliseconds: int, instead: int = 1_000) -> str:
    """Before a page: what it would wait for so many milliseconds, it waits for `instead`, a second."""
    return f"""
    {{
      const {{ timeout }} = AbortSignal;
      AbortSignal.timeout = (ms) => timeout.call(AbortSignal, {list(milliseconds)}.includes(ms) ? {instead} : ms);
    }}
    """


#: Before a page: an answer that it would wait for 20 seconds, it waits for one.
HASTY = in_a_hurry(20_000)

#: Before a page: another tab that it would wait for a minute, it waits for a second.
IN_A_HURRY = in_a_hurry(60_000)

#: Before a page: a disk that `window.full` makes full. As in Chromium, a transaction that puts anything fails when it
#: is to be committed. (Its CDP command `Storage.overrideQuotaForOrigin` changes what it reports; IndexedDB goes on.)
FULL = """
for (const method of ["add", "put"]) {
  const write = IDBObjectStore.prototype[method];
  IDBObjectStore.prototype[method] = function (...what) {
    if (window.full && !Object.hasOwn(this.transaction, "error")) failAtTheEnd(this);
    return write.apply(this, what);
  };
}
function failAtTheEnd(store) {
  Object.defineProperty(store.transaction, "error", { value: new DOMException("", "QuotaExceededError") });
  let left = 50; // requests: by then everything else has had its turn
  const next = () => ((left -= 1) > 0 ? (store.count().onsuccess = next) : store.transaction.abort());
  next();
}
"""

#: What a tab that sleeps does with the answer to what it sends: nothing, until `wakeUp()`.
FALL_ASLEEP = """
() => {
  const { fetch } = window;
  window.fetch = (...request) => {
    const answer = fetch(...request).then(async (response) => new Response(await response.text(), response));
    return new Promise((hear) => (window.wakeUp = () => hear(answer)));
  };
}
"""


def clock_off_by(years: int) -> str:
    """Before a page: its clock is that far ahead, or behind. (The browser's own, and the worker's, can't be set.)"""
    return f"""
    {{
      const Right = Date;
      const off = {years} * 365.25 * 24 * 60 * 60 * 1000;
      globalThis.Date = class extends Right {{
        constructor(...given) {{
          super(...(given.length > 0 ? given : [Right.now() + off]));
        }}
        static now() {{
          return Right.now() + off;
        }}
      }};
    }}
    """
