// Lines as a picture. Paper stays paper, also at night: its colours are those of the light page.
const WIDTH = 1080, MARGIN = 96, BAR = 24;
const PAPER = "#fbf7f0", INK = "#20302e", LEAF = "#1b6b61";
const LARGE = 84, SMALL = 48, LEADING = 1.35;

export async function pictureOf(lines) {
  try {
    await document.fonts.ready;
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    const rows = lines.flatMap((line, n) => wrapped(context, line, n === 0 ? LARGE : SMALL, n === 0 ? 700 : 400));
    canvas.width = WIDTH;
    canvas.height = Math.ceil(2 * MARGIN + rows.reduce((sum, row) => sum + row.size * LEADING, 0));
    draw(context, rows, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    return blob && new Uint8Array(await blob.arrayBuffer());
  } catch {
    return undefined;
  }
}

function font(size, weight) {
  return `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
}

// Between words; a word that is longer than the line is cut.
function wrapped(context, line, size, weight) {
  context.font = font(size, weight);
  const fits = (text) => context.measureText(text).width <= WIDTH - 2 * MARGIN;
  const rows = [""];
  for (const word of line.split(/\s+/)) {
    const longer = `${rows.at(-1)} ${word}`.trim();
    if (fits(longer)) rows[rows.length - 1] = longer;
    else for (const piece of pieces(word, fits)) rows.push(piece);
  }
  return rows.filter(Boolean).map((text) => ({ text, size, weight }));
}

function pieces(word, fits) {
  const found = [""];
  for (const sign of word) {
    if (fits(found.at(-1) + sign)) found[found.length - 1] += sign;
    else found.push(sign);
  }
  return found;
}

function draw(context, rows, height) {
  context.fillStyle = PAPER;
  context.fillRect(0, 0, WIDTH, height);
  context.fillStyle = LEAF;
  context.fillRect(0, 0, BAR, height);
  context.fillStyle = INK;
  context.textBaseline = "top";
  let y = MARGIN;
  for (const { text, size, weight } of rows) {
    context.font = font(size, weight);
    context.fillText(text, MARGIN, y);
    y += size * LEADING;
  }
}
