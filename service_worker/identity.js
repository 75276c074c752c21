// The device's second credential, beside its cookie: a key pair whose private part no script can read (WebCrypto,
// not extractable). A cookie can be gone: browsers write it to the disk up to half a minute late, and delete it for good
// when the clock is years ahead once. Whoever holds the key gets a new cookie, until a coordinator calls the device lost.
import { openDB } from "../static/vendor/idb.js";
import { post } from "./server.js";

// Apart from the records: what happens to their database leaves the key alone.
const NAME = "peer-app-identity";
const STORE = "keys";
const CURRENT = "current";
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/**
 * The public part of this device's key (uncompressed point, unpadded base64url). The key is made where there is none,
 * and is on the disk once this resolves. It stays the same when the device is set up again.
 */
export async function publicKey() {
  const db = await database();
  const kept = await db.get(STORE, CURRENT);
  if (kept) return kept.public_key;
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const public_key = base64url(await crypto.subtle.exportKey("raw", pair.publicKey));
  const { store, done } = db.transaction(STORE, "readwrite", { durability: "strict" });
  await Promise.all([store.put({ privateKey: pair.privateKey, public_key }, CURRENT), done]);
  return public_key;
}

/** Get a new cookie with the key (challenge and response); gives whether the server knows the key. */
export async function renewCookie() {
  try {
    const identity = await (await database()).get(STORE, CURRENT);
    return Boolean(identity) && (await prove(identity));
  } catch {
    return false; // no storage, no signal, or not our server: as without a key
  }
}

async function prove({ privateKey, public_key }) {
  const { challenge } = await (await post("/sync/challenges", {})).json();
  const signature = base64url(await crypto.subtle.sign(ALGORITHM, privateKey, new TextEncoder().encode(challenge)));
  return (await post("/sync/sessions", { challenge, public_key, signature })).status === 201;
}

const database = () => openDB(NAME, 1, { upgrade: (db) => db.createObjectStore(STORE) });

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
