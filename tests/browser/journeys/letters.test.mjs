// Photos of letters: taken without a signal, on a colleague's phone when there is one, on nobody's page.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { axe, bridge, cspViolations, folder } from "../harness.mjs";
import { addPerson, findPerson, heading, invite, joinTeam, openPerson, startTeam, until, untilInTeamRecord } from "./actors.mjs";

const WORDS = "The council about the damp";
// Long enough for the lane of photos to have begun, had it been let.
const LANE_MS = 5_000;
const PLACE = "GPS 51.4816 -3.1791";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const letters = (page) => page.getByRole("region", { name: "Letters and photos" });
const field = (page) => page.getByLabel("Take a photo of a letter");

// A letter as a camera takes it: large, and with the place in it.
async function taken(page) {
  const drawn = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(2400, 3200);
    const context = canvas.getContext("2d");
    context.fillStyle = "#fdfcf7";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = "#222";
    context.font = "72px serif";
    for (let line = 0; line < 36; line += 1) context.fillText(`Dear Ms Hartley, about the damp in your flat (${line})`, 160, 240 + line * 80);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.95 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  const exif = Buffer.from(`Exif\0\0${PLACE}`);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  const jpeg = Buffer.from(drawn);
  const buffer = Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, exif, jpeg.subarray(2)]);
  return { name: "letter.jpg", mimeType: "image/jpeg", buffer };
}

// That it is really to be seen.
async function isSeen(picture) {
  await picture.waitFor();
  await until("the picture is there", () => picture.evaluate((image) => image.complete && image.naturalWidth > 0));
}

async function keep(page, file, words) {
  await field(page).setInputFiles(file);
  await isSeen(page.getByAltText("The photo that you have just taken"));
  await page.getByLabel("What it is, in a line").fill(words);
  await button(page, "Keep").click();
  await letters(page).getByRole("link", { name: new RegExp(words) }).waitFor();
}

test("a photo of a letter", async (t) => {
  const team = await startTeam(t, { name: "Ana Price" });
  const { page: ana, context } = team.phone;
  await addPerson(ana, { "Likes to be called": "Mo", "Family name": "Hartley" });
  await untilInTeamRecord(ana);
  const phone = await joinTeam(t, await invite(ana), { name: "Ben Okafor" });
  const { page: ben } = phone;
  const file = await taken(ana);

  await t.test("is kept without a signal, and is there at once", async () => {
    await openPerson(ana, /Mo/);
    await context.setOffline(true);
    await field(ana).focus();
    assert.equal(await field(ana).evaluate((input) => input === document.activeElement), true, "by keys");
    await field(ana).setInputFiles(file);
    await isSeen(ana.getByAltText("The photo that you have just taken"));
    await letters(ana).getByText("Ask before you keep it.", { exact: false }).waitFor();
    await button(ana, "Keep").click();
    await ana.getByText("Nothing is written yet.").waitFor();
    await ana.getByLabel("What it is, in a line").fill(WORDS);
    assert.deepEqual(await axe(ana), []);
    await button(ana, "Keep").click();
    await letters(ana).getByText("On this phone, not sent yet").waitFor();
    assert.deepEqual(await axe(ana), []);
    await letters(ana).getByRole("link", { name: new RegExp(WORDS) }).click();
    await isSeen(ana.getByAltText(WORDS));
    assert.deepEqual(await axe(ana), []);
  });

  await t.test("reaches the team's record, and a colleague who opens it", async () => {
    await context.setOffline(false);
    await untilInTeamRecord(ana);
    await openPerson(ana, /Mo/);
    await letters(ana).getByText("In the team’s record").waitFor({ timeout: 60_000 });
    await untilInTeamRecord(ben);
    await findPerson(ben, "Hartley");
    await letters(ben).getByText("Not on this phone yet").waitFor();
    await letters(ben).getByRole("link", { name: new RegExp(WORDS) }).click();
    await isSeen(ben.getByAltText(WORDS));
    assert.equal(await button(ben, "Erase this photo").count(), 0, "he is no lead");
  });

  await t.test("says nothing of where it was taken, and is smaller", async () => {
    const home = await folder(t);
    await bridge(home, "join", await invite(ana), "--name", "The bridge");
    await bridge(home, "sync");
    const [mo] = await bridge(home, "people");
    const [photo] = await bridge(home, "photos", "--person", mo.id);
    assert.equal(photo.words, WORDS);
    assert.equal(photo.has_preview, true);
    const to = path.join(home, "it.jpg");
    await bridge(home, "photo", photo.id, "--to", to);
    const kept = await readFile(to);
    assert.equal(kept.includes("Exif") || kept.includes(PLACE), false);
    assert.ok(kept.length < file.buffer.length, `${kept.length} of ${file.buffer.length} bytes`);
  });

  await t.test("where there is no network that is said, and it comes when there is one", async () => {
    await openPerson(ana, /Mo/);
    await keep(ana, file, "From the hospital");
    await untilInTeamRecord(ana);
    await openPerson(ana, /Mo/);
    const hospital = letters(ana).getByRole("link", { name: /From the hospital/ });
    await hospital.getByText("In the team’s record").waitFor({ timeout: 60_000 });
    await untilInTeamRecord(ben);
    await findPerson(ben, "Hartley");
    await phone.context.setOffline(true);
    await letters(ben).getByRole("link", { name: /From the hospital/ }).click();
    await ben.getByText("It is not on this phone yet. It comes when there is a network.").waitFor();
    assert.deepEqual(await axe(ben), []);
    await phone.context.setOffline(false);
    await isSeen(ben.getByAltText("From the hospital"));
  });

  await t.test("on mobile data a note goes, and a photo when somebody says so", async () => {
    // As the browser of a phone says it; the one of a desktop does not say.
    const connected = (type) => Promise.all(ana.workers().map((worker) => worker.evaluate((value) => {
      Object.defineProperty(navigator.connection, "type", { value, configurable: true });
    }, type)));
    await connected("cellular");
    await openPerson(ana, /Mo/);
    await keep(ana, file, "From the landlord");
    await untilInTeamRecord(ana);
    const photos = ana.getByRole("region", { name: "Photos of letters" });
    await photos.getByText("Some are still to be sent. Notes go first.").waitFor();
    await pause(LANE_MS);
    assert.equal(await photos.getByText("Some are still to be sent.").count(), 1, "it waits for somebody's word");
    await button(photos, "Photos also travel on mobile data").click();
    await photos.getByText("All that are here have been sent.").waitFor({ timeout: 60_000 });
    await button(photos, "Photos also travel on mobile data").click();
    await connected("wifi");
    await openPerson(ana, /Mo/);
    await keep(ana, file, "From the landlord again");
    await untilInTeamRecord(ana);
    await photos.getByText("All that are here have been sent.").waitFor({ timeout: 60_000 });
  });

  await t.test("what is too large or no picture is told, and nothing is lost", async () => {
    await openPerson(ana, /Mo/);
    const large = { name: "large.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(10 * 1024 * 1024 + 1) };
    await field(ana).setInputFiles(large);
    await ana.getByRole("alert").filter({ hasText: "larger than 10 MB. Nothing was lost." }).waitFor();
    await field(ana).setInputFiles({ name: "it.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
    await ana.getByRole("alert").filter({ hasText: "not a photo that can be kept. Nothing was lost." }).waitFor();
    assert.deepEqual(await axe(ana), []);
    await keep(ana, file, "A benefit decision");
    assert.equal(await ana.getByRole("alert").count(), 0);
  });

  await t.test("stands on no page of theirs", async () => {
    await ana.getByRole("link", { name: /^Our page/ }).click();
    await heading(ana, "Our page").waitFor();
    assert.equal(await ana.getByText(WORDS).count() + await ana.getByText("Letters and photos").count(), 0);
  });

  await t.test("is named anew, and a lead erases it", async () => {
    await openPerson(ana, /Mo/);
    await letters(ana).getByRole("link", { name: new RegExp(WORDS) }).click();
    await button(ana, "Change: What it is").click();
    await ana.getByRole("textbox", { name: "What it is" }).fill("The council, who will come");
    await button(ana, "Done").click();
    await isSeen(ana.getByAltText("The council, who will come"));
    await button(ana, "Erase this photo").click();
    await button(ana, "Erase it").click();
    await heading(ana, "At the door").waitFor();
    await letters(ana).getByRole("link", { name: /The council/ }).waitFor({ state: "detached" });
    await untilInTeamRecord(ana);
    await untilInTeamRecord(ben);
    await findPerson(ben, "Hartley");
    await letters(ben).getByRole("link", { name: /hospital/ }).waitFor();
    assert.equal(await letters(ben).getByRole("link", { name: /The council/ }).count(), 0);
  });
  assert.deepEqual(cspViolations(team.phone), []);
  assert.deepEqual(cspViolations(phone), []);
});
