// A pair of hands without a pointer: keys alone, and of the page what a screen reader is told.
import { setTimeout as pause } from "node:timers/promises";

const PATIENCE_MS = 15_000, MOST_STOPS = 150;

// Whoever has no pointer, on this page.
export async function handsOn(page) {
  const devtools = await page.context().newCDPSession(page);
  const wrong = [];
  const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };

  // What has the focus, as the accessibility tree tells it, with the groups that it stands in.
  async function here() {
    const { nodes } = await devtools.send("Accessibility.getFullAXTree");
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    const of = (node, name) => node.properties?.find((property) => property.name === name)?.value.value;
    const node = nodes.findLast((one) => !one.ignored && one.role?.value !== "RootWebArea" && of(one, "focused"));
    if (!node) return undefined;
    const groups = [];
    for (let up = byId.get(node.parentId); up; up = byId.get(up.parentId)) {
      if (["group", "radiogroup"].includes(up.role?.value)) groups.push(up.name?.value);
    }
    return { role: node.role.value, name: node.name?.value ?? "", value: node.value?.value ?? "", groups, id: node.backendDOMNodeId,
      isChecked: of(node, "checked") === "true", isPressed: of(node, "pressed") === "true" };
  }

  const told = (stop) => (stop ? `${stop.role} “${stop.name}”` : "nothing");
  const isAt = (stop, role, name, group) => stop?.role === role && (name instanceof RegExp ? name.test(stop.name) : stop.name === name)
    && (group === undefined || stop.groups.includes(group));

  async function untilAt(role, name, group) {
    const last = Date.now() + PATIENCE_MS;
    for (;;) {
      const stop = await here();
      if (isAt(stop, role, name, group)) return stop;
      if (Date.now() > last) throw new Error(`the focus is at ${told(stop)}, and not at ${role} “${name}”`);
      await pause(50);
    }
  }

  // One stop on, and what is wrong with how it is seen.
  async function step(key) {
    await press(key);
    const stop = await here();
    if (!stop) return undefined;
    const look = await page.evaluate(seen);
    for (const why of look.wrong) wrong.push(`${told(stop)} ${why}`);
    return { ...stop, ...look };
  }

  // From where the focus is to a control, by Tab; or by another key.
  async function to(role, name, { group, key = "Tab" } = {}) {
    const passed = [];
    for (let n = 0; n < MOST_STOPS; n += 1) {
      const stop = await step(key);
      if (isAt(stop, role, name, group)) return stop;
      passed.push(told(stop));
    }
    throw new Error(`no ${role} “${name}” after ${passed.slice(0, 40).join(", ")}`);
  }

  // Every stop of the screen from where the focus is to its end, once.
  async function walk(key) {
    const stops = [], known = new Set();
    for (let n = 0; n < MOST_STOPS; n += 1) {
      const stop = await step(key);
      if (!stop || known.has(stop.key)) return stops;
      known.add(stop.key);
      stops.push(stop);
    }
    throw new Error(`no end of the page after ${stops.map(told).join(", ")}`);
  }

  // The whole screen to its end and back: nothing holds the focus, and its order is that of reading.
  async function walkThrough() {
    const there = await walk("Tab"), back = await walk("Shift+Tab");
    for (const [before, stop] of there.slice(1).map((one, at) => [there[at], one])) {
      const isBelow = stop.top >= before.top - 1 || stop.bottom > before.bottom;
      if (!isBelow || (stop.top < before.bottom && stop.left < before.left && stop.top <= before.top)) {
        wrong.push(`${told(stop)} is read before ${told(before)}, and reached after it`);
      }
    }
    // The way back goes on to what stands before the heading.
    const keys = (stops) => stops.map((stop) => stop.key).join();
    if (!keys(back.toReversed()).endsWith(keys(there))) wrong.push(`there: ${there.map(told).join(", ")}; back: ${back.map(told).join(", ")}`);
    return there;
  }

  return { press, here, untilAt, to, walkThrough, wrong, type: (words) => page.keyboard.type(words) };
}

// In the page: where what has the focus is, and whether one sees that it has it.
function seen() {
  const element = document.activeElement;
  // A native button that is painted by what stands beside it.
  const isPainted = getComputedStyle(element).opacity !== "0";
  const shown = isPainted ? element : element.nextElementSibling;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  const wrong = [];
  if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) wrong.push("is not seen to have the focus");
  const { left, top, right, bottom, width, height } = shown.getBoundingClientRect();
  if (width < 2 || height < 2) wrong.push("has no size");
  // Of a field for many lines a browser shows the one that is written in, and here that is the first.
  const isField = shown.localName === "textarea";
  const fits = !isField && height <= innerHeight && width <= innerWidth;
  if (fits && (top < -1 || left < -1 || bottom > innerHeight + 1 || right > innerWidth + 1)) wrong.push("is not wholly on the screen");
  const isOver = (x, y) => {
    const over = document.elementFromPoint(x, y);
    return !over || ![element, shown].some((one) => one.contains(over) || over.contains(one));
  };
  const middle = (left + right) / 2;
  const places = isField ? [top + 24] : [top + 4, (top + bottom) / 2, bottom - 4];
  if ((fits || isField) && places.some((y) => isOver(middle, y))) wrong.push("is covered by something");
  window.stopsOfHands ??= new WeakMap();
  window.nStopsOfHands ??= 0;
  if (!window.stopsOfHands.has(element)) window.stopsOfHands.set(element, window.nStopsOfHands += 1);
  const key = element.type === "radio" ? element.name : String(window.stopsOfHands.get(element));
  return { wrong, key, left, top: top + scrollY, bottom: bottom + scrollY };
}
