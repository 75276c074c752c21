// What every page of van mode gets on top of its HTML, after what it was opened for: that script stands before this one.
import { hidePast, sayRelative } from "./dates.js";
import { registerWorker } from "./register-worker.js";
import { isOnTheVan } from "./van-home.js";

// Milliseconds. On a slow tablet the browser takes a tenth of a second until it can say "tomorrow" in any language.
const COMFORT_CAN_WAIT = 1000;

hidePast();
setTimeout(sayRelative, COMFORT_CAN_WAIT);
registerWorker();

const here = document.querySelectorAll("[data-until]");
if (here.length > 0) import("./here.js").then(({ showWhileHere }) => showWhileHere(here));

const otherLanguages = document.getElementById("languages");
if (otherLanguages && isOnTheVan()) import("./carried.js").then(({ markWhatNeedsSignal }) => markWhatNeedsSignal(otherLanguages));
