// What was being typed is there again, at the same sentence, whatever happened in between.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { ROOT, axe, killBrowser, openPhone } from "../harness.mjs";
import {
  addPerson, beginVisit, goTo, heading, invite, joinTeam, keepVisit, note, openPerson, startTeam, unlock, untilInTeamRecord, untilKept,
  untilSaved,
} from "./actors.mjs";

const SCREENSHOTS = path.join(ROOT, "target/screenshots");
const BEFORE = "The bus was late. She said that the stairs";
const AFTER = " Then we had tea.";

// Types with the cursor in the middle of what stands there, as somebody does who goes back to a sentence.
async function writeInTheMiddle(page, called) {
  const field = note(page, called);
  await field.click();
  await page.keyboard.type(BEFORE + AFTER);
  for (const _ of AFTER) await page.keyboard.press("ArrowLeft");
  await page.keyboard.type(" are");
  await untilSaved(page);
}

async function assertAtTheSameSentence(page, called) {
  const field = note(page, called);
  await field.waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
  assert.equal(await field.inputValue(), `${BEFORE} are${AFTER}`);
  assert.equal(await field.evaluate((area) => area.selectionStart), `${BEFORE} are`.length);
  await page.keyboard.type(" steep.");
  assert.equal(await field.inputValue(), `${BEFORE} are steep.${AFTER}`, "typing goes on where it stopped");
}

test("locked or killed in the middle of a sentence, it is there again at the same place", async (t) => {
  const team = await startTeam(t);
  await untilKept(team.phone.page);
  await addPerson(team.phone.page, { "Likes to be called": "Maureen" });

  await t.test("locked by itself after ten minutes untouched", async () => {
    const { page } = team.phone;
    await beginVisit(page, "Maureen");
    await writeInTheMiddle(page, "Maureen");
    await page.clock.install();
    await page.clock.fastForward("11:00");
    await heading(page, "Hello again").waitFor();
    assert.equal(await page.getByText("The bus was late").count(), 0, "nothing is seen of it");
    await unlock(page);
    await assertAtTheSameSentence(page, "Maureen");
  });

  await t.test("the battery dies", async () => {
    const draft = team.phone.page.url();
    await note(team.phone.page, "Maureen").fill("");
    await writeInTheMiddle(team.phone.page, "Maureen");
    await killBrowser(team.phone);
    team.phone = await openPhone(team.profile);
    await team.phone.page.goto(draft);
    await unlock(team.phone.page);
    await assertAtTheSameSentence(team.phone.page, "Maureen");
  });

  await t.test("and it stands on Today until it is finished", async () => {
    const { page } = team.phone;
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByText("Your note about Maureen is begun.").waitFor();
    await page.getByRole("link", { name: "Finish it" }).click();
    await note(page, "Maureen").waitFor();
    assert.match(await note(page, "Maureen").inputValue(), /She said that the stairs are/);
  });
});

// What axe finds, and what it looks like.
async function isSound(page, name) {
  assert.deepEqual(await axe(page), []);
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

// From the card on Today.
async function goOn(page, words) {
  await goTo(page, "Today");
  await page.getByText("Your note about Mo is begun.").waitFor();
  await page.getByText(words).click();
  await note(page, "Mo").waitFor();
}

async function write(page, words) {
  await note(page, "Mo").press("Control+End");
  await page.keyboard.type(words);
  await untilSaved(page);
}

test("what one worker writes on two phones is all kept", async (t) => {
  const team = await startTeam(t, { name: "Ana Price" });
  const { page: one } = team.phone;
  await addPerson(one, { "Likes to be called": "Mo", "Family name": "Hartley" });
  const { page: other } = await joinTeam(t, await invite(one, "A link for my next phone"), {});

  await t.test("what was begun on the one is gone on with on the other", async () => {
    await openPerson(one, /Hartley/);
    await beginVisit(one, "Mo");
    await write(one, "Damp.");
    await one.getByRole("link", { name: "Back" }).click();
    await untilInTeamRecord(one);
    await untilInTeamRecord(other);
    await goTo(other, "Today");
    await other.getByText(/^On your other phone, /).waitFor();
    await isSound(other, "today-begun-elsewhere");
    await goOn(other, "Go on here");
    assert.equal(await note(other, "Mo").inputValue(), "Damp.");
    await write(other, " The landlord came.");
  });

  await t.test("where both were written on, both are there", async () => {
    await goOn(one, "Finish it");
    await write(one, " A cough.");
    for (const page of [one, other]) await page.getByRole("link", { name: "Back" }).click();
    for (const page of [one, other]) await untilInTeamRecord(page);
    await goOn(other, "Go on here");
    const both = await note(other, "Mo").inputValue();
    assert.ok(both.includes("Damp. The landlord came.") && both.includes("Damp. A cough."), both);
  });

  await t.test("what is typed after the visit was kept is told on Today, and stands beside it", async () => {
    await goOn(one, "Finish it");
    await keepVisit(other);
    await untilInTeamRecord(other);
    await write(one, " It is worse at night.");
    await one.getByRole("link", { name: "Back" }).click();
    await untilInTeamRecord(one);
    await goTo(one, "Today");
    await one.getByText("Your note about Mo is begun.").waitFor();
    await isSound(one, "today-more-of-a-kept-visit");
    await goOn(one, "Finish it");
    await keepVisit(one);
    await one.getByText("It is worse at night.", { exact: false }).first().waitFor();
    await isSound(one, "person-more-of-a-kept-visit");
    await goTo(one, "Today");
    await heading(one, "Today").waitFor();
    assert.equal(await one.getByText("Your note about Mo is begun.").count(), 0);
  });
});
