// From one document to the next a page passes through the memory of the service worker, and never
// through storage, an address or the history.
const PATIENCE_MS = 5_000;

export async function handOn(bytes) {
  return await ask({ handOn: bytes }) === true;
}

export async function takeHanded() {
  const bytes = await ask({ takeHanded: true });
  return bytes instanceof Uint8Array ? bytes : null;
}

export const canHandOn = () => Boolean(navigator.serviceWorker?.controller);

function ask(message) {
  return new Promise((answer) => {
    const worker = navigator.serviceWorker?.controller;
    if (!worker) return answer(null);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => answer(event.data);
    setTimeout(() => answer(null), PATIENCE_MS);
    worker.postMessage(message, [port2]);
  });
}
