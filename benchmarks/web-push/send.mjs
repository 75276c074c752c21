// `node send.mjs FILE`: sends what the JSON in FILE says with web-push, 50 at once, and prints the seconds it took.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AT_ONCE = 50;
const webPush = createRequire(`${process.cwd()}/`)("web-push");
const { subscriptions, payload, vapidDetails } = JSON.parse(readFileSync(process.argv[2], "utf8"));

const waiting = subscriptions[Symbol.iterator]();

async function sendSome() {
  for (const subscription of waiting) {
    await webPush.sendNotification(subscription, payload, { vapidDetails, TTL: 3600 });
  }
}

const began = performance.now();
await Promise.all(Array.from({ length: AT_ONCE }, sendSome));
console.log((performance.now() - began) / 1000);
