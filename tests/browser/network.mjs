// A network between browsers and their server that delays, cuts, swallows and repeats what it is told to.
// Only what the app asks of the server meets it: the app itself comes whole, or not at all.
import { once } from "node:events";
import http from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "./harness.mjs";

// What becomes of a request and its answer; each as often as the others, in turn.
export const FAULTS = ["delayed", "slow", "sliced", "request lost", "answer lost", "answer reset", "answer cut",
  "repeated", "swallowed"];

// Phones reach it at `url`; the server is to listen on `port`. It goes with the test.
export async function badNetwork(t) {
  const network = { port: await freePort(), struck: new Map(), swallowed: new Set(), weather: () => undefined };
  const listener = http.createServer((request, answer) => carry(network, request, answer).catch(() => request.socket.destroy()));
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  network.url = `http://localhost:${listener.address().port}`;
  t.after(() => {
    listener.closeAllConnections();
    listener.close();
  });
  return network;
}

// Every other request meets a fault from now on.
export function isBad(network) {
  let n_asked = 0;
  network.weather = () => {
    n_asked += 1;
    return n_asked % 2 === 0 ? FAULTS[(n_asked / 2 - 1) % FAULTS.length] : undefined;
  };
}

// Also for those who wait in vain: their connections end.
export function isWell(network) {
  network.weather = () => undefined;
  for (const socket of network.swallowed) socket.destroy();
}

async function carry(network, request, answer) {
  const body = Buffer.concat(await request.toArray());
  // A call that the server holds is quiet for as long as it lasts.
  const isOfTheApp = request.url.startsWith("/v1/") && request.url !== "/v1/wait";
  const fault = isOfTheApp ? network.weather() : undefined;
  if (fault) network.struck.set(fault, (network.struck.get(fault) ?? 0) + 1);
  if (fault === "request lost") return request.socket.destroy();
  if (fault === "swallowed") return network.swallowed.add(request.socket);
  if (fault === "delayed") await pause(400);
  const told = await asked(network, request, body);
  if (fault === "repeated") await asked(network, request, body);
  if (fault === "answer lost") return request.socket.destroy();
  answer.writeHead(told.status, { ...told.headers, "content-length": told.body.length });
  const half = told.body.subarray(0, Math.floor(told.body.length / 2));
  if (fault === "answer reset") return answer.write(half, () => request.socket.resetAndDestroy());
  if (fault === "answer cut") return answer.write(half, () => request.socket.end());
  const size = { slow: 2048, sliced: 64 }[fault] ?? Math.max(told.body.length, 1);
  for (let at = 0; at < told.body.length; at += size) {
    answer.write(told.body.subarray(at, at + size));
    if (fault === "slow") await pause(100);
  }
  answer.end();
}

// On a connection of its own, so that what is done to one request is done to no other.
async function asked(network, { method, url, headers }, body) {
  const asking = http.request({ port: network.port, host: "127.0.0.1", method, path: url, headers, agent: false });
  asking.end(body);
  const [told] = await once(asking, "response");
  const { "transfer-encoding": _, connection: __, ...kept } = told.headers;
  return { status: told.statusCode, headers: kept, body: Buffer.concat(await told.toArray()) };
}
