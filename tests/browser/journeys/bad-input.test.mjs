// What bad input gets: a clear sentence, and nothing lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { closePhone, cspViolations, folder, openPhone } from "../harness.mjs";
import { INJECTIONS } from "../injections.mjs";
import {
  addPerson, beginVisit, goTo, heading, invite, joinTeam, keepVisit, lock, note, startTeam, unlock,
} from "./actors.mjs";

const CONTROL = "a\u0001b\u0007c\u001b[31md\u007fe\u202ef\u2066g\ufefeh";

// Whatever can be added on a person's page.
async function typeIntoThePerson(page) {
  const done = async () => {
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("button", { name: "Done" }).waitFor({ state: "hidden" });
  };
  await page.getByRole("button", { name: "Add: What matters to me" }).click();
  await page.getByRole("textbox", { name: "What matters to me" }).fill(INJECTIONS[20] + CONTROL);
  await done();
  await page.getByRole("button", { name: "Add a promise" }).click();
  await page.getByLabel("What was promised").fill(INJECTIONS[21] + CONTROL);
  await done();
  await page.getByRole("button", { name: "Add a risk" }).click();
  await page.getByLabel("What to look out for").fill(INJECTIONS[22] + CONTROL);
  await done();
  await page.getByRole("button", { name: "Add a hope" }).click();
  await page.getByLabel("What they hope for, in their words").fill(INJECTIONS[23] + CONTROL);
  await page.getByLabel("The next small step, if there is one").fill(INJECTIONS[24] + CONTROL);
  await done();
  await page.getByRole("button", { name: "Change: The next small step" }).waitFor();
}

test("a team meets bad input", async (t) => {
  const team = await startTeam(t, { team: INJECTIONS[0], name: INJECTIONS[1] });
  const { page } = team.phone;

  await t.test("thirty injections are shown as the text that they are, wherever they are typed", async () => {
    assert.equal(INJECTIONS.length, 30);
    const labels = ["Likes to be called", "First name", "Family name", "Address", "Pronoun", "Getting in touch", "Getting in",
      "Who introduced us", "How to reach them", "GP practice", "Our rhythm", "Telephone"];
    await goTo(page, "People");
    await page.getByRole("link", { name: "Add a person" }).click();
    await page.getByText("More, if you know it").click();
    for (const [at, label] of labels.entries()) {
      await page.getByLabel(label, { exact: true }).fill(INJECTIONS[at] + CONTROL);
    }
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await heading(page, "At the door").waitFor();
    await page.getByText("More about them").click();
    const shown = await page.getByRole("main").textContent();
    for (const text of INJECTIONS.slice(0, labels.length)) assert.ok(shown.includes(text), text);

    await page.getByRole("button", { name: /^Begin a visit with/ }).click();
    await note(page).fill(INJECTIONS.join("\n"));
    await page.getByRole("textbox", { name: "What they said, in their words" }).fill(INJECTIONS.toReversed().join("\n"));
    await keepVisit(page);
    const story = await page.getByRole("article").first().textContent();
    for (const text of INJECTIONS) assert.ok(story.includes(text), text);

    await typeIntoThePerson(page);
    const all = await page.getByRole("main").textContent();
    for (const text of INJECTIONS.slice(20, 25)) assert.ok(all.includes(text + CONTROL), text);

    await page.getByRole("article").getByRole("link").first().click();
    await page.getByLabel("Add to this note").fill(INJECTIONS[25] + CONTROL);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    // Only the addition has it before the control characters; the note has it on a line of its own.
    await page.getByText(INJECTIONS[25] + CONTROL.slice(0, 1)).waitFor();
    await goTo(page, "Team");
    await heading(page, INJECTIONS[0]).waitFor();
    await heading(page, INJECTIONS[1]).waitFor();
    await goTo(page, "People");
    await page.getByLabel("A name, or a word from a note").fill("script broken");
    await page.getByRole("heading", { name: "In notes" }).waitFor();
    for (const text of INJECTIONS) {
      await page.getByLabel("A name, or a word from a note").fill(text);
      await page.getByText("Searched: the people on this phone.").waitFor();
    }
    assert.equal(await page.evaluate(() => window.broken), undefined);
    assert.deepEqual(cspViolations(team.phone), []);
  });

  for (const name of ["Ø", "Ll".repeat(100), "مريم الشمري", "Llŷr ap Gwyndaf", "Zoë 👩‍👩‍👧 O’Hara"]) {
    await t.test(`a name of ${[...name].length} characters: ${name.slice(0, 16)}`, async () => {
      await addPerson(page, { "Likes to be called": name });
      await heading(page, name).waitFor();
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
      await goTo(page, "People");
      await page.getByLabel("A name, or a word from a note").fill(name.slice(0, 40));
      await page.getByRole("link", { name }).waitFor();
    });
  }

  await t.test("nothing to call somebody by", async () => {
    await goTo(page, "People");
    await page.getByRole("link", { name: "Add a person" }).click();
    await page.getByLabel("Address", { exact: true }).fill("2 Mill Lane");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("Please give a name. Any one will do.").waitFor();
    assert.equal(await page.getByLabel("Address", { exact: true }).inputValue(), "2 Mill Lane", "nothing is lost");
    await page.getByRole("link", { name: "Back" }).click();
  });

  await t.test("links: used, cut short, not a link at all", async () => {
    const link = await invite(page);
    await joinTeam(t, link, { name: "Ben Okafor" });
    const phone = await openPhone(await folder(t));
    t.after(() => closePhone(phone));
    await phone.page.goto(link);
    await phone.page.getByRole("alert").getByText(/has been used already|has run out/).waitFor();
    await phone.page.goto("about:blank");
    await phone.page.goto(link.slice(0, -7));
    await phone.page.getByRole("alert").getByText("This link is not whole.").waitFor();
    await phone.page.getByLabel("Your link").fill("what she said");
    await phone.page.getByRole("button", { name: "Go on" }).click();
    await phone.page.getByRole("alert").getByText("This link is not whole.").waitFor();
  });

  await t.test("a wrong passphrase, again and again: the wait is told, and grows", async () => {
    await lock(page);
    const alert = page.getByRole("alert");
    const tryOpening = async (passphrase) => {
      await page.getByLabel("Your passphrase").fill(passphrase);
      await page.getByRole("button", { name: "Open", exact: true }).click();
      await page.getByRole("button", { name: "Opening…" }).waitFor({ state: "hidden" });
    };
    for (const n of [1, 2, 3]) {
      await tryOpening(`not the passphrase ${n}`);
      await alert.getByText("That passphrase does not open this phone.").waitFor();
    }
    await alert.getByText("You can try again in a second").waitFor();
    await page.getByRole("button", { name: "Open", exact: true }).waitFor();
    await tryOpening("not the passphrase 4");
    await alert.getByText("You can try again in 2 seconds").waitFor();
    await page.getByRole("button", { name: /^Try again in/ }).waitFor();
    await page.getByRole("button", { name: "Open", exact: true }).waitFor();
    await unlock(page);
  });
});
