// Phones are lost and passphrases forgotten: nothing of the record is, and there is a way back in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addPerson, beginVisit, choosePassphrase, goTo, invite, joinTeam, lock, note, startTeam,
  untilInTeamRecord, untilSaved } from "./actors.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });

test("phones are lost and passphrases forgotten", async (t) => {
  const team = await startTeam(t);
  const { page } = team.phone;
  await addPerson(page, { "Likes to be called": "Mo", "Family name": "Airey" });

  await t.test("what was being written on one phone goes on on the next", async () => {
    const next = await joinTeam(t, await invite(page, "A link for my next phone"), {});
    await goTo(page, "People");
    await page.getByRole("main").getByRole("link", { name: /Airey/ }).click();
    await beginVisit(page, "Mo");
    await note(page, "Mo").fill("Damp in the back bedroom");
    await untilSaved(page);
    await page.getByRole("link", { name: "Back" }).click();
    await untilInTeamRecord(page);
    await untilInTeamRecord(next.page);
    await goTo(next.page, "Today");
    await next.page.getByText("On your other phone").waitFor();
    await button(next.page, "Go on here").click();
    assert.equal(await note(next.page, "Mo").inputValue(), "Damp in the back bedroom");
  });

  await t.test("a field is there again after a lock, and its focus after it is done", async () => {
    await goTo(page, "People");
    await page.getByRole("main").getByRole("link", { name: /Airey/ }).click();
    await page.getByText("Add to this card").click();
    await button(page, "Add: Getting in").click();
    await page.getByRole("textbox", { name: "Getting in", exact: true }).fill("Side door, ring tw");
    await lock(page);
    await page.getByLabel("Your passphrase").fill("the kettle sings at four");
    await button(page, "Open").click();
    await goTo(page, "People");
    await page.getByRole("main").getByRole("link", { name: /Airey/ }).click();
    const field = page.getByRole("textbox", { name: "Getting in", exact: true });
    await field.waitFor();
    assert.equal(await field.inputValue(), "Side door, ring tw");
    await button(page, "Done").click();
    await page.getByText("Changed: Getting in").waitFor();
    await page.getByText("More about them").click();
    await button(page, "Change: Likes to be called").click();
    await button(page, "Done").click();
    await page.waitForFunction(() => document.activeElement.ariaLabel === "Change: Likes to be called");
  });

  await t.test("a forgotten passphrase has a way back", async () => {
    const colleague = await joinTeam(t, await invite(page), { name: "Imran Sadiq" });
    const again = colleague.page;
    await goTo(again, "Team");
    await again.getByRole("link", { name: "For supervision" }).click();
    await button(again, "A question").click();
    await again.getByLabel("What I would like to ask").fill("When is it too much?");
    await button(again, "Keep it").click();
    await untilInTeamRecord(again);
    await untilInTeamRecord(page);
    await lock(again);
    await again.getByText("I cannot remember it").click();
    await button(again, "Clear this phone").click();
    await button(again, "Yes, clear it").click();
    await again.getByLabel("Your link").waitFor();
    await goTo(page, "Team");
    await button(page, "A link for Imran Sadiq to come in again").click();
    await page.getByRole("code").last().waitFor();
    await again.getByLabel("Your link").fill(await page.getByRole("code").last().textContent());
    await button(again, "Go on").click();
    await again.getByText("Welcome back, Imran Sadiq.").waitFor();
    await choosePassphrase(again, "the lamp hums low at dusk");
    await button(again, "Join the team").click();
    await goTo(again, "Team");
    await again.getByRole("heading", { name: "Imran Sadiq" }).waitFor();
    await untilInTeamRecord(again);
    await again.getByText("Something that you kept to yourself, or shared with few, does not open here.", { exact: false }).waitFor();
  });
});
