// Safari has none. A phone that lies still on a table may be told to be silent.
export function vibrate() {
  try {
    navigator.vibrate?.([200, 120, 200]);
  } catch { /* there is the page to be seen */ }
}

export function nextFrame() {
  return new Promise(requestAnimationFrame);
}

export function frameDrawn() {
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
