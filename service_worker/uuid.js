/** A UUIDv7 (RFC 9562, section 5.7): sorts by the moment it was made, `now` in milliseconds. */
export function uuid(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const time = new DataView(new ArrayBuffer(8));
  time.setBigUint64(0, BigInt(now) << 16n);
  bytes.set(new Uint8Array(time.buffer, 0, 6));
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
