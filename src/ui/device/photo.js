// What was taken becomes a smaller JPEG here, drawn anew: where it was taken does not come along.
const MOST_TAKEN = 10 * 1024 * 1024, LONGEST = 2000, QUALITY = 0.8;
// A preview goes to everybody with the notes, so it is small: the first of these that is small enough.
const MOST_PREVIEW = 6 * 1024, PREVIEWS = [[240, 0.6], [200, 0.5], [160, 0.5], [120, 0.4], [80, 0.3]];

// The photo and its preview; or why there is none: "too big", "no photo".
export async function chosenPhoto(id) {
  const input = document.getElementById(id);
  const file = input?.files?.[0];
  if (!file) return undefined;
  try {
    return file.size > MOST_TAKEN ? "too big" : await smaller(file);
  } catch {
    return "no photo";
  } finally {
    // The same one may be chosen once more.
    input.value = "";
  }
}

async function smaller(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    return [await drawn(picture, LONGEST, QUALITY), await preview(picture)];
  } finally {
    picture.close();
  }
}

async function preview(picture) {
  for (const [longest, quality] of PREVIEWS) {
    const jpeg = await drawn(picture, longest, quality);
    if (jpeg.length <= MOST_PREVIEW) return jpeg;
  }
  return new Uint8Array();
}

async function drawn(picture, longest, quality) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  // Where a picture is transparent, paper is white.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
  return new Uint8Array(await blob.arrayBuffer());
}

export function pictureAddress(bytes, media) {
  return URL.createObjectURL(new Blob([bytes], { type: media }));
}

export function forgetPicture(address) {
  URL.revokeObjectURL(address);
}
