// A push service over TLS that takes every message: `node endpoint.mjs CERTIFICATE KEY DELAY`, the delay in milliseconds.
// As the large ones do, it speaks HTTP/2 with whoever asks for it, else HTTP/1.1.
// Prints its port. On SIGUSR2 prints how many it has taken.

import { readFileSync } from "node:fs";
import { createSecureServer } from "node:http2";

const [certificate, key, delay] = process.argv.slice(2);
const tls = { cert: readFileSync(certificate), key: readFileSync(key), allowHTTP1: true };
let taken = 0;

const server = createSecureServer(tls, (request, response) => {
  request.resume();
  request.on("end", () => {
    taken += 1;
    const answer = () => {
      response.writeHead(201, { "Content-Length": 0 });
      response.end();
    };
    if (Number(delay)) setTimeout(answer, Number(delay));
    else answer();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", 1024, () => console.log(server.address().port));
process.on("SIGUSR2", () => console.log(taken));
