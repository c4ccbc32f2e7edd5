// What the page's main thread did within each frame, out of the browser's own trace.

const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "v8.execute", "blink.user_timing", "toplevel"];
// What runs a script, whoever called it. They lie within one another: only the outermost counts.
const SCRIPT = new Set(["FunctionCall", "EvaluateScript", "RunMicrotasks", "FireAnimationFrame", "TimerFire", "EventDispatch", "v8.callFunction"]);
const DRAWING = new Set(["UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "Commit"]);
const FRAME_BEGINS = "AnimationFrame::Render";
const A_FRAME_US = 1_000_000 / 60;

// Everything that the browser told of while `act` went on.
export async function traced(page, act) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: CATEGORIES } });
  const answer = await act();
  const ended = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.end");
  await ended;
  await session.detach();
  return { answer, ...longest(events) };
}

// The longest that scripts, and laying out and painting, took within one frame, in milliseconds.
export function longest(events) {
  const main = mainThread(events);
  const ofMain = events.filter((event) => event.pid === main.pid && event.tid === main.tid);
  const frames = ofMain.filter((event) => event.ph === "b" && event.name === FRAME_BEGINS).map((event) => event.ts).sort((one, other) => one - other);
  const outermostOf = (names) => outermost(ofMain.filter((event) => event.ph === "X" && names.has(event.name)));
  const [script, drawing] = [outermostOf(SCRIPT), outermostOf(DRAWING)];
  const took = (duration) => ({
    script_ms: longestSum(script, frames, duration), drawing_ms: longestSum(drawing, frames, duration),
  });
  // Time of the thread itself: what other programs took of the processor is not in it.
  return { ...took((event) => event.tdur ?? 0), wall: took((event) => event.dur ?? 0) };
}

// Where scripts are run on a page: of several, the one that did the most.
function mainThread(events) {
  const names = events.filter((event) => event.name === "thread_name" && event.args?.name === "CrRendererMain");
  const busy = ({ pid, tid }) => events.filter((event) => event.pid === pid && event.tid === tid && SCRIPT.has(event.name)).length;
  const [main] = names.map((one) => ({ pid: one.pid, tid: one.tid, n: busy(one) })).sort((one, other) => other.n - one.n);
  if (!main) throw new Error("the trace names no page");
  return main;
}

function outermost(events) {
  const sorted = [...events].sort((one, other) => one.ts - other.ts || other.dur - one.dur);
  let until = 0;
  return sorted.filter((event) => {
    if (event.ts < until) return false;
    until = event.ts + (event.dur ?? 0);
    return true;
  });
}

// A frame begins when the browser begins to draw one. Where nothing is to be drawn there is none: then one is over when
// nothing has run for as long as it has time. What began within it counts whole.
function longestSum(events, frames, duration) {
  let most = 0, sum = 0, ended = 0, next = 0;
  for (const event of events) {
    const before = next;
    while (next < frames.length && frames[next] <= event.ts) next += 1;
    if (next > before || event.ts - ended >= A_FRAME_US) sum = 0;
    sum += duration(event);
    ended = event.ts + (event.dur ?? 0);
    most = Math.max(most, sum);
  }
  return Number((most / 1000).toFixed(2));
}
