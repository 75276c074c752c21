// Sealing: HPKE (RFC 9180) in base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, one shot.
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "../static/vendor/hpke.js";

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const BLOCK = 256; // bytes: the length of a sealed record says little about what is in it
const encoder = new TextEncoder();

/** Binds the sealed bytes to their record: moved to another id or kind they can't be opened. */
export const info = (id, kind) => encoder.encode(`peer_app records v1|${id}|${kind}`);

/**
 * Seal what a record says, so that only the organisation can read it.
 * `key`: {id, public_key}, the public key as unpadded base64url of its uncompressed point.
 * Gives `enc` and ciphertext as one unpadded base64url text.
 */
export async function seal({ id, kind, content, key }) {
  const recipientPublicKey = await suite.kem.importKey("raw", fromBase64url(key.public_key).buffer, true);
  return toBase64url(await sealTo(recipientPublicKey, info(id, kind), padded(content)));
}

/** Whether this device can open again what it sealed (to a key of its own), and seal to `key` where one is given. */
export async function canSeal(key) {
  const probe = { id: "probe", kind: "probe", content: { probe: true } };
  const pair = await suite.kem.generateKeyPair();
  const sealed = await sealTo(pair.publicKey, info(probe.id, probe.kind), padded(probe.content));
  const opened = await suite.open(
    { recipientKey: pair.privateKey, enc: sealed.slice(0, 65).buffer, info: info(probe.id, probe.kind) },
    sealed.slice(65).buffer,
  );
  const same = new TextDecoder().decode(opened) === new TextDecoder().decode(padded(probe.content));
  return same && (!key || (await seal({ ...probe, key })).length > 0);
}

async function sealTo(recipientPublicKey, context, plaintext) {
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: context }, plaintext);
  const both = new Uint8Array(enc.byteLength + ct.byteLength);
  both.set(new Uint8Array(enc));
  both.set(new Uint8Array(ct), enc.byteLength);
  return both;
}

function padded(content) {
  const text = encoder.encode(JSON.stringify(content));
  // Spaces after a JSON text mean nothing (RFC 8259, section 2).
  const bytes = new Uint8Array(Math.ceil(text.length / BLOCK) * BLOCK).fill(0x20);
  bytes.set(text);
  return bytes;
}

function toBase64url(bytes) {
  let text = "";
  // In slices, because a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64url(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
