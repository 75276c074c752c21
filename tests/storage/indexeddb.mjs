// IndexedDB in memory, as package-lock.json pins it; MODULES is the folder that bin/test installed it into.
import { createRequire } from "node:module";

const { default: _instance, ...rest } = createRequire(`${process.env.MODULES}/`)("fake-indexeddb");

/** What a page knows as IDBDatabase, IDBKeyRange and so on. */
export const CLASSES = Object.fromEntries(Object.entries(rest).filter(([name]) => /^IDB[A-Z]/.test(name)));
