// A page or a worker: the modules of service_worker/, as they are, in a global scope of their own.
import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import path from "node:path";
import vm from "node:vm";
import { ORIGIN } from "./device.mjs";
import { CLASSES } from "./indexeddb.mjs";

const ROOT = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "../..");
const PAGE = "service_worker/page.js";
const PARTS = ["saving", "counting", "shift", "sender", "report"];
/** Sealing writes nothing; in its place stands something quick that takes the same turns each time. */
const INSTEAD = {
  [PAGE]: PARTS.map((name) => `export * as ${name} from "./${name}.js";`).join("\n"),
  "service_worker/seal.js": "export const seal = async ({ id }) => `sealed-${id}`; export const canSeal = async () => true;",
};
const texts = new Map();
const compiled = new Map(); // thousands of pages are opened

const textOf = (file) => INSTEAD[file] ?? texts.get(file) ?? texts.set(file, readFileSync(path.join(ROOT, file), "utf8")).get(file);

/** Open a page; gives its modules by their names. */
export async function openRealm(device, fetch) {
  const context = vm.createContext(globalsOf(device, fetch));
  const modules = new Map();
  const load = (file) => {
    if (!modules.has(file)) {
      const options = { context, initializeImportMeta: (meta) => (meta.url = `${ORIGIN}/assets/model/${file}`) };
      const module = new vm.SourceTextModule(textOf(file), { ...options, identifier: file, cachedData: compiled.get(file) });
      if (!compiled.has(file)) compiled.set(file, module.createCachedData());
      modules.set(file, module);
    }
    return modules.get(file);
  };
  const page = load(PAGE);
  await page.link((specifier, { identifier }) => load(path.join(path.dirname(identifier), specifier)));
  await page.evaluate();
  return page.namespace;
}

function globalsOf(device, fetch) {
  const now = () => (device.clock += 1);
  return {
    ...CLASSES,
    AbortController, Blob, DOMException, Headers, Response, TextDecoder, TextEncoder, URL, atob, btoa, fetch,
    AbortSignal: { timeout: () => undefined },
    BroadcastChannel: class {
      postMessage() {}
      close() {}
    },
    Date: class extends Date {
      constructor(...given) {
        super(...(given.length > 0 ? given : [now()]));
      }
      static now = now;
    },
    caches: device.cacheStorage(),
    crypto: {
      getRandomValues: (bytes) => bytes.map((_, at) => (bytes[at] = Math.floor(device.random() * 256))),
      subtle: { digest: async (_name, bytes) => createHash("sha256").update(bytes).digest().buffer },
    },
    indexedDB: device.indexedDB(),
    location: new URL(ORIGIN),
    navigator: { languages: ["en"], locks: device.locks() },
    performance: { now },
  };
}

