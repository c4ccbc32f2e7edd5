// What stands on paper: a printed page read back, a word of it with the place where it stands.

// Only the words are wanted. It warns that it has nothing to draw with.
globalThis.DOMMatrix ??= class {};
const { warn } = console;
console.warn = () => {};
const { VerbosityLevel, getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
console.warn = warn;

// As Chromium's own print dialog begins: A4 with a margin of a centimetre.
const MARGIN_MM = 10, POINTS_A_MM = 72 / 25.4;
// What a letter may stand beyond the margin by: an italic leans a little.
const LEANING_POINTS = 2;

// What this page of a browser looks like on paper, each sheet with its text and whatever stands off it.
export async function printed(page, { scale = 1, format = "A4" } = {}) {
  const margin = `${MARGIN_MM}mm`;
  const pdf = await page.pdf({ format, scale, tagged: true, margin: { top: margin, right: margin, bottom: margin, left: margin } });
  const file = getDocument({ data: new Uint8Array(pdf), verbosity: VerbosityLevel.ERRORS, disableFontFace: true });
  const sheets = [];
  for (let n = 1; n <= (await file.promise).numPages; n += 1) sheets.push(await sheet(await (await file.promise).getPage(n)));
  await file.destroy();
  const all = (of) => sheets.flatMap(of);
  return { pdf, sheets, text: all(({ text }) => text).join("\n"), cutOff: all((one) => one.cutOff), headings: all((one) => one.headings) };
}

async function sheet(page) {
  const { width, height } = page.getViewport({ scale: 1 });
  const { items } = await page.getTextContent();
  const text = items.map(({ str, hasEOL }) => str + (hasEOL ? "\n" : "")).join("");
  const edge = MARGIN_MM * POINTS_A_MM - LEANING_POINTS;
  const isOff = ({ str, width: long, height: high, transform: [, , , , x, y] }) => str.trim() !== ""
    && (x < edge || x + long > width - edge || y < edge - high / 2 || y + high / 2 > height - edge);
  return { text, cutOff: items.filter(isOff).map(({ str }) => str), headings: await headings(page) };
}

// By which whoever has the file read out finds their way.
async function headings(page) {
  const { items } = await page.getTextContent({ includeMarkedContent: true });
  const marked = new Map();
  let at;
  for (const { type, id, str } of items) {
    if (type === "beginMarkedContentProps") at = id;
    if (type === undefined && at) marked.set(at, (marked.get(at) ?? "") + str);
  }
  const words = ({ type, id, children = [] }) => (type === "content" ? marked.get(id) ?? "" : children.map(words).join(""));
  const within = (node) => (/^H\d$/.test(node.role) ? [words(node)] : (node.children ?? []).flatMap(within));
  const tree = await page.getStructTree();
  return tree ? within(tree) : [];
}

// The letters alone, whatever lines and sheets they are broken into.
export const letters = (text) => text.normalize("NFKC").replaceAll(/\s+/g, "");

export const nWords = (text) => text.split(/\s+/).filter(Boolean).length;
