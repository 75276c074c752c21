// Who is on the van today, and at which stop. Every record carries both.
import { keep, recall } from "./database.js";

const LASTS = 12 * 60 * 60 * 1000; // milliseconds

/** Start a shift: `people` as [{id, name}], `stop` as {key, title} or null. */
export const startShift = (people, stop) => keep("shift", { people, stop, started: Date.now() });

export const endShift = () => keep("shift", undefined);

/** The shift that is on: {people, stop, started}; undefined when there is none, or it has ended by itself. */
export async function currentShift() {
  const shift = await recall("shift");
  const lasted = Date.now() - shift?.started; // less than nothing when the clock was put back
  return lasted >= 0 && lasted < LASTS ? shift : undefined;
}

/** What a record says of the shift it was made in. */
export async function shiftForRecord() {
  const shift = await currentShift();
  return { people: shift?.people.map(({ id }) => id) ?? [], stop: shift?.stop?.key ?? "" };
}
