// Starts the app, and keeps it for the next time without a signal.
//
// The shell goes when the app has drawn something. What an app's page may do about versions:
//   navigator.serviceWorker.controller.postMessage({check: hash})   look for a new version, fetch it whole
//   navigator.serviceWorker.controller.postMessage({take: hash})    a person tapped: serve that one from now on
// `hash` is in <meta name="alongside-hash">. Every open page is then told, as `message` on navigator.serviceWorker:
//   {current: {version, hash}}   what the next page load is served; reload when it is not what runs here
//   {waiting: {version, hash}}   a newer one lies complete on this phone
import init from "/app.js";

const shell = document.getElementById("shell");
const words = document.getElementById("shell-words");
const main = document.getElementById("main");
const hash = document.querySelector("meta[name=alongside-hash]").content;

if (window.isSecureContext) {
  start();
  keep();
} else {
  words.textContent = "Alongside cannot run at this address. It keeps notes safe on the phone, "
    + "and browsers allow that only where the address begins with https. "
    + "Ask whoever runs your server for that address.";
}

function start() {
  const drawn = new MutationObserver(() => {
    if (main.childElementCount === 0) return;
    shell.hidden = true;
    drawn.disconnect();
  });
  drawn.observe(main, { childList: true });
  init({ module_or_path: "/app.wasm" }).catch((error) => {
    console.error(error);
    words.textContent = "Alongside could not start. What you wrote is safe on this phone. "
      + "Close this window and open it again.";
  });
}

async function keep() {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ check: hash });
  } catch (error) {
    console.warn("not kept for offline use:", error);
  }
}
