// What was being typed is there again, at the same sentence, whatever happened in between.
import assert from "node:assert/strict";
import { test } from "node:test";
import { killBrowser, openPhone } from "../harness.mjs";
import { addPerson, beginVisit, heading, note, startTeam, unlock, untilKept, untilSaved } from "./actors.mjs";

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
