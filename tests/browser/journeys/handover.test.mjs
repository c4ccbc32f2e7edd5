// A letter, a goodbye and a hello between two phones; an ending made together, and the door that
// stays open after it; two cards of one person.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { ROOT, axe } from "../harness.mjs";
import {
  addPerson, beginVisit, chooseDay, dayFromNow, findPerson, goTo, heading, invite, joinTeam, keepVisit, note, openPerson, startTeam,
  untilInTeamRecord, untilSaved,
} from "./actors.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const undo = (page) => page.getByRole("status").getByRole("button", { name: "Undo" });

async function onDay(page, label, on) {
  await chooseDay(page, label);
  await page.getByLabel(label, { exact: true }).fill(on);
  await page.getByLabel(label, { exact: true }).press("Enter");
}

// What axe finds in light and dark on the smallest phone, and what it looks like there.
async function isSound(page, name) {
  const screenshots = path.join(ROOT, "target/screenshots");
  await mkdir(screenshots, { recursive: true });
  await page.setViewportSize({ width: 320, height: 640 });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    assert.deepEqual(await axe(page), [], `${name}, ${colorScheme}`);
    await page.screenshot({ path: path.join(screenshots, `${name}-${colorScheme}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.setViewportSize({ width: 360, height: 640 });
}

// What has the focus, once it had the time to get there.
async function focused(page) {
  await page.waitForFunction(() => document.activeElement !== document.body);
  return page.evaluate(() => document.activeElement.textContent);
}

// Everything of one is on the other.
async function meet(one, other) {
  await untilInTeamRecord(one);
  await untilInTeamRecord(other);
}

test("a person goes from one worker to another", async (t) => {
  const team = await startTeam(t, { name: "Ana Price" });
  const { page: ana } = team.phone;
  const { page: ben } = await joinTeam(t, await invite(ana), { name: "Ben Okafor" });
  await addPerson(ana, { "Likes to be called": "Mo", "Family name": "Hartley" });
  await meet(ana, ben);

  await t.test("the letter begins with what is known, and is finished by hand", async () => {
    await openPerson(ana, /Hartley/);
    await button(ana, "Add: What matters to me").click();
    await ana.getByRole("textbox", { name: "What matters to me" }).fill("I used to sing.");
    await button(ana, "Done").click();
    await ana.getByText("Changed: What matters to me").waitFor();
    await ana.getByRole("link", { name: "Hand over with a letter" }).click();
    await heading(ana, "A letter to a colleague").waitFor();
    await ana.getByRole("radio", { name: "Ben Okafor" }).check();
    const letter = ana.getByLabel("The letter", { exact: true });
    await ana.waitForFunction(() => document.querySelector("#letter").value.startsWith("Dear Ben Okafor,"));
    const begun = await letter.inputValue();
    assert.match(begun, /I would like you to meet Mo Hartley, who likes to be called Mo\./);
    assert.match(begun, /What matters most, in Mo’s own words: “I used to sing\.”/);
    assert.match(begun, /Warmly,\nAna Price$/);
    await letter.fill(`${begun}\nShe makes a strong tea.`);
    await ana.getByText("Not yet read together").waitFor();
    await onDay(ana, "Day of the goodbye", dayFromNow(0));
    await onDay(ana, "Day of the hello", dayFromNow(7));
    await button(ana, "Hand on the letter").click();
    await ana.getByText("The letter is on its way to Ben Okafor.").waitFor();
    await heading(ana, "To Ben Okafor: it waits for an answer").waitFor();
    const [file] = await Promise.all([ana.waitForEvent("download"), button(ana, "Put the goodbye in my calendar").click()]);
    assert.equal(file.suggestedFilename(), "alongside-visit.ics");
  });

  await t.test("it can be taken back, and handed on again", async () => {
    await button(ana, "Take the letter back: Ben Okafor").click();
    await button(ana, "Hand on the letter").waitFor();
    const letter = ana.getByLabel("The letter", { exact: true });
    assert.match(await letter.inputValue(), /She makes a strong tea\.$/, "no word of it is lost");
    assert.ok(await ana.getByRole("radio", { name: "Ben Okafor" }).isChecked());
    await ana.getByText("Goodbye today").waitFor();
    await undo(ana).click();
    await heading(ana, "To Ben Okafor: it waits for an answer").waitFor();
  });

  await t.test("the new worker reads it on Today; until they say yes nothing changes", async () => {
    await meet(ana, ben);
    await goTo(ben, "People");
    await ben.getByText("You do not walk alongside anybody yet.").waitFor();
    await goTo(ben, "Today");
    await heading(ben, "Ana Price would like to hand Mo over to you").waitFor();
    await ben.getByText("Not yet read together").waitFor();
    await ben.getByText("Read the letter").click();
    await ben.getByText("She makes a strong tea.").waitFor();
    await isSound(ben, "today-with-a-letter");
    await button(ben, "Not now: Mo").click();
    await ben.getByText("The letter can wait. Ana Price stays with Mo meanwhile.").waitFor();
    await heading(ben, "Ana Price would like to hand Mo over to you").waitFor({ state: "hidden" });
    await undo(ben).click();
    await heading(ben, "Ana Price would like to hand Mo over to you").waitFor();
    await goTo(ana, "Today");
    await heading(ana, "Today").waitFor();
    assert.equal(await ana.getByText("You planned a goodbye with Mo for today.").count(), 0, "there is no goodbye without a yes");
  });

  await t.test("the new worker says yes, and then walks alongside", async () => {
    await goTo(ben, "Today");
    await button(ben, "Yes, I walk alongside Mo").click();
    await ben.getByText("You walk alongside Mo now.").waitFor();
    await heading(ben, "Ana Price would like to hand Mo over to you").waitFor({ state: "hidden" });
    await openPerson(ben, /Hartley/);
    await heading(ben, /^A letter to Ben Okafor, /).waitFor();
    await ben.getByText("Ben Okafor said yes today.").waitFor();
    await isSound(ben, "person-handed-over");
    await meet(ben, ana);
    await goTo(ana, "Today");
    await ana.getByText("You planned a goodbye with Mo for today.").waitFor();
    await goTo(ana, "People");
    await ana.getByText("You do not walk alongside anybody yet.").waitFor();
    await findPerson(ana, "Hartley");
    await ana.getByText("Ben Okafor said yes today.").waitFor();
  });

  await t.test("while one is away another covers, by name and until a day", async () => {
    await openPerson(ben, /Hartley/);
    await button(ben, "Somebody covers for a while").click();
    await ben.getByRole("radio", { name: "Ana Price" }).check();
    await onDay(ben, "Last day of the cover", dayFromNow(3));
    await button(ben, "Done").click();
    await ben.getByRole("region", { name: "Where you stand" }).getByText(/^Ana Price covers until /).waitFor();
    await meet(ben, ana);
    await openPerson(ana, /Hartley/);
    await ana.getByRole("region", { name: "Where you stand" }).getByText(/^You cover until /).waitFor();
    await isSound(ana, "person-covered");
    await openPerson(ben, /Hartley/);
    await button(ben, "No cover any more").click();
    await meet(ben, ana);
    await goTo(ana, "People");
    await ana.getByText("You do not walk alongside anybody yet.").waitFor();
  });
});

test("a letter that was begun stays under one that comes", async (t) => {
  const team = await startTeam(t, { name: "Ana Price" });
  const { page: ana } = team.phone;
  const { page: ben } = await joinTeam(t, await invite(ana), { name: "Ben Okafor" });
  await addPerson(ana, { "Likes to be called": "Mo", "Family name": "Hartley" });
  await meet(ana, ben);
  const begin = async (page, to) => {
    await findPerson(page, "Hartley");
    await page.getByRole("link", { name: "Hand over with a letter" }).click();
    await page.getByRole("radio", { name: to }).check();
    await page.waitForFunction((name) => document.querySelector("#letter").value.startsWith(`Dear ${name},`), to);
  };
  const letter = (page) => page.getByLabel("The letter", { exact: true });
  await begin(ana, "Ben Okafor");
  await letter(ana).fill("Dear Ben,\n\nMo makes a strong tea.");
  await begin(ben, "Ana Price");
  await button(ben, "Hand on the letter").click();
  await ben.getByText("The letter is on its way to Ana Price.").waitFor();
  await meet(ben, ana);
  await findPerson(ana, "Hartley");
  await ana.getByRole("link", { name: "Hand over with a letter" }).click();
  await heading(ana, "To Ana Price: it waits for an answer").waitFor();
  assert.equal(await letter(ana).inputValue(), "Dear Ben,\n\nMo makes a strong tea.");
  await isSound(ana, "a-letter-under-a-letter");
});

test("an ending is made together, and the door stays open", async (t) => {
  const team = await startTeam(t);
  const { page } = team.phone;
  await addPerson(page, { "Likes to be called": "Mo", "Family name": "Hartley" });

  await t.test("a pause has a day and a word, and one tap ends it", async () => {
    await button(page, "Pause for a while").click();
    await page.getByRole("radio", { name: "In hospital" }).check();
    await onDay(page, "Day when the pause ends", dayFromNow(30));
    await button(page, "Done").click();
    const stands = page.getByRole("region", { name: "Where you stand" });
    await stands.getByText(/^Paused until .*: In hospital\. The door is open\.$/).waitFor();
    await button(page, "We are in touch again").click();
    await stands.waitFor({ state: "hidden" });
    await undo(page).click();
    await stands.waitFor();
    await button(page, "We are in touch again").click();
    await stands.waitFor({ state: "hidden" });
  });

  await t.test("it slows down, says what helps, and plans a hello", async () => {
    await button(page, "Add: How often, about").click();
    await page.getByLabel("How often, about").fill("14");
    await button(page, "Done").click();
    await page.getByText("Changed: How often, about").waitFor();
    await button(page, "Add: Our rhythm").click();
    await page.getByLabel("Our rhythm").fill("Tuesdays, text first");
    await button(page, "Done").click();
    await page.getByText("Changed: Our rhythm").waitFor();
    await button(page, "Add a promise").click();
    await page.getByLabel("What was promised").fill("GP letter");
    await button(page, "Done").click();
    await page.getByText("The promise is written down.").waitFor();
    await page.getByRole("link", { name: "End together" }).click();
    await heading(page, "Ending together").waitFor();
    await button(page, "About every eight weeks").waitFor();
    await button(page, "About every four weeks").click();
    await page.getByText("About every four weeks from now on.").waitFor();
    await page.getByText("Tuesdays, text first").waitFor();
    await button(page, "I did it: GP letter").click();
    await heading(page, "What we still promised").waitFor({ state: "hidden" });
    assert.equal(await focused(page), "Undo", "what was tapped is gone, and the way back has the focus");
    await button(page, "Add: What helps").click();
    await page.getByRole("textbox", { name: "What helps" }).fill("A walk to the allotment.");
    await button(page, "Done").click();
    await page.getByText("A walk to the allotment.").waitFor();
    await button(page, "Add: A hello again").click();
    await page.getByLabel("A hello again").fill(dayFromNow(90));
    await button(page, "Done").click();
    await button(page, "Put the hello in my calendar").waitFor();
    await onDay(page, "Day of the ending", dayFromNow(20));
    await button(page, "We end together on that day").click();
    await page.getByText(/^You agreed to end together on /).waitFor();
    await button(page, "We go on for now").click();
    await page.getByText("You and Mo go on for now.").waitFor();
    await onDay(page, "Day of the ending", dayFromNow(0));
    await button(page, "We ended together").click();
    await page.getByText("You ended together. The door is open.").waitFor();
  });

  await t.test("who was parted from is found and written about, and is in touch again with one tap", async () => {
    await openPerson(page, /Hartley/);
    const stands = page.getByRole("region", { name: "Where you stand" });
    await stands.getByText("You ended together today. The door is open.").waitFor();
    await isSound(page, "person-ended");
    await beginVisit(page, "Mo");
    await note(page, "Mo").fill("She rang: the choir took her.");
    await untilSaved(page);
    await keepVisit(page);
    await openPerson(page, /Hartley/);
    await page.getByText("She rang: the choir took her.").waitFor();
    await button(page, "We are in touch again").click();
    await stands.waitFor({ state: "hidden" });
    await page.getByText("You are in touch again with Mo.").waitFor();
  });

  await t.test("two cards of one person are joined, and parted again", async () => {
    await addPerson(page, { "First name": "Mo", "Family name": "Hartly" });
    await button(page, "Is this the same person as …?").click();
    await button(page, "Yes, the same person: Mo Hartley").click();
    await page.getByText("The two cards are joined.").waitFor();
    await page.getByText("She rang: the choir took her.").waitFor();
    await goTo(page, "People");
    await page.getByText("also: Mo Hartly").waitFor();
    await isSound(page, "people-joined");
    assert.equal(await page.getByRole("main").getByRole("link", { name: /Hartl/ }).count(), 1);
    await openPerson(page, /Hartley/);
    await page.getByRole("link", { name: "Another card of the same person: Mo Hartly" }).click();
    await button(page, "Two people after all: Mo Hartley").click();
    await page.getByText("They are two cards again.").waitFor();
    await page.getByText("She rang: the choir took her.").waitFor({ state: "hidden" });
  });
});
