// Connections: an introduction is followed to where it leads, and a leaflet alone is one too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cspViolations } from "../harness.mjs";
import { addPerson, beginVisit, dayFromNow, goTo, heading, keepVisit, note, openPerson, startTeam } from "./actors.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const chip = (page, group, name) => page.getByRole("group", { name: group, exact: true }).getByRole("radio", { name, exact: true });

// A place, and what the team knows of its first ten minutes.
async function addPlace(page, name, firstTenMinutes) {
  await goTo(page, "Team");
  await page.getByRole("link", { name: "Places we know" }).click();
  await button(page, "Add a place").click();
  await page.getByLabel("What it is called").fill(name);
  await button(page, "Done").click();
  await heading(page, name).waitFor();
  await page.getByText("Add what you know").click();
  await button(page, "Add: The first ten minutes").click();
  await page.getByRole("textbox", { name: "The first ten minutes" }).fill(firstTenMinutes);
  await button(page, "Done").click();
  await page.getByText(firstTenMinutes).waitFor();
}

async function findWith(page, called) {
  await page.getByRole("link", { name: `Find something with ${called}` }).click();
  await heading(page, `Something with ${called}`).waitFor();
}

async function agreeOn(page, label, day) {
  await button(page, `Change: ${label}`).click();
  await page.getByLabel(label, { exact: true }).fill(day);
  await button(page, "Done").click();
}

async function talk(page, stage, words) {
  await chip(page, "As Mo tells it", stage).check();
  await page.getByLabel("In a few words").fill(words);
  await button(page, "Keep this").click();
  await page.getByText(`Kept: ${stage}`).waitFor();
  await page.getByRole("article").getByText(words).waitFor();
}

test("an introduction by going together, from a visit to settled in, and what was learned on the way", async (t) => {
  const team = await startTeam(t);
  const { page } = team.phone;
  await addPlace(page, "Chapel choir", "Jean keeps two chairs by the side door.");
  await addPerson(page, { "Likes to be called": "Mo", "Family name": "Hartley", "Telephone": "07700 900011" });
  await beginVisit(page, "Mo");
  await note(page, "Mo").fill("She sang under her breath all through the tea.");
  await keepVisit(page);
  await heading(page, "At the door").waitFor();

  await button(page, "Add: What matters to me").click();
  await page.getByRole("textbox", { name: "What matters to me" }).fill("I used to sing.");
  await button(page, "Done").click();
  await page.getByText("Changed: What matters to me").waitFor();
  await button(page, "Add a hope").click();
  await page.getByLabel("What they hope for, in their words").fill("Sing with others again");
  await button(page, "Done").click();
  await page.getByText("The hope is written down.").waitFor();
  await findWith(page, "Mo");
  await page.getByRole("region", { name: "In Mo’s words" }).getByText("I used to sing.").waitFor();
  await page.getByRole("button", { name: "Chapel choir" }).getByText("None of us has been there yet").waitFor();

  // What is not there is written down as such, and can be taken back.
  await page.getByLabel("A word for it: singing, benches, forms").fill("wood turning");
  await button(page, "There is no such place here").click();
  assert.ok(await chip(page, "What was it?", "No such place here").isChecked());
  assert.equal(await page.getByLabel("A line, if you like").inputValue(), "wood turning");
  await button(page, "Done").click();
  await page.getByText("It is written down, as something out there.").waitFor();
  await button(page, "Undo").click();

  // From all the places, and from one of them, the way back is the way one came.
  await page.getByRole("link", { name: "All the places we know" }).click();
  await page.getByRole("link", { name: /^Chapel choir/ }).click();
  await heading(page, "Chapel choir").waitFor();
  await page.getByRole("link", { name: "Back" }).click();
  await heading(page, "Places we know").waitFor();
  await page.getByRole("link", { name: "Back" }).click();
  await heading(page, "Something with Mo").waitFor();

  await page.getByLabel("A word for it: singing, benches, forms").fill("choir");
  await page.getByRole("button", { name: "Chapel choir" }).click();
  await page.getByRole("button", { name: /^We ring together now/ }).click();
  await heading(page, "We ring together now").waitFor();
  await button(page, "Back").click();
  await heading(page, "How shall we do it?").waitFor();
  await button(page, "Back").click();
  await heading(page, "Something with Mo").waitFor();
  await page.getByRole("button", { name: "Chapel choir" }).click();
  await heading(page, "How shall we do it?").waitFor();
  const ways = await page.getByRole("main").getByRole("listitem").allInnerTexts();
  assert.match(ways.at(0), /^We go together/);
  assert.match(ways.at(-1), /^You’ll try it, and I’ll ask how it went/);
  await page.getByRole("button", { name: /^We go together/ }).click();
  await heading(page, "We go together").waitFor();
  assert.equal(await page.getByLabel("The first ten minutes").inputValue(), "Jean keeps two chairs by the side door.");
  assert.ok(await chip(page, "Which hope it is for", "None of these").isChecked());
  await chip(page, "Which hope it is for", "Sing with others again").check();
  await page.getByLabel("Who goes").fill("Mo and I");
  await page.getByLabel("How we get there").fill("The 22 from the green, at ten to six.");
  // What was planned is there whichever way is chosen.
  await button(page, "Another way").click();
  await page.getByRole("button", { name: /^You’ll try it, and I’ll ask how it went/ }).click();
  assert.equal(await page.getByLabel("Who goes").inputValue(), "Mo and I");
  await button(page, "Another way").click();
  await page.getByRole("button", { name: /^We go together/ }).click();
  await agreeOn(page, "The day we go", dayFromNow(0));
  await button(page, "Keep this").click();
  await page.getByText("You and Mo go today.").waitFor();
  await page.getByRole("region", { name: "Going along" }).getByText("You go together today").waitFor();

  // On the very day it is said so, and not asked how it went.
  await goTo(page, "Today");
  await page.getByText("You and Mo are going to Chapel choir today.").waitFor();
  await page.getByRole("link", { name: "How it went" }).click();
  await heading(page, "Chapel choir").waitFor();
  assert.ok(await chip(page, "Which hope it is for", "Sing with others again").isChecked());
  await page.getByText("The 22 from the green, at ten to six.").waitFor();
  const [plan, talked] = [await heading(page, "How we go").boundingBox(), await heading(page, "How is it going?").boundingBox()];
  assert.ok(plan.y < talked.y, "before they go, how they go comes first");

  await talk(page, "Tried", "She sang the alto line from memory.");
  await chip(page, "As Mo tells it", "Something stood in the way").check();
  await page.getByLabel("A line, if you like").fill("The last bus is at eight.");
  await button(page, "Keep this").click();
  await page.getByText("Choose what it was.").waitFor();
  assert.equal(await page.getByLabel("A line, if you like").inputValue(), "The last bus is at eight.");
  await button(page, "Never mind").click();
  await talk(page, "Something stood in the way", "No bus home after eight.");
  await button(page, "Undo").click();
  await page.getByText("No bus home after eight.").waitFor({ state: "hidden" });
  await page.getByText("Tried", { exact: true }).first().waitFor();
  await talk(page, "Settled in", "Jean picks her up now.");
  await page.getByRole("link", { name: "Find something else with Mo" }).waitFor();
  await page.getByText("You know Chapel choir a little better now.").waitFor();
  await button(page, "Add what we learned").click();
  await page.getByText("No names, please. This is for the whole team.").waitFor();
  await page.getByLabel("What would help whoever goes next?").fill("Arrive early: the first song is the loudest.");
  await button(page, "Done").click();
  await page.getByRole("link", { name: "What we know of this place" }).click();
  await page.getByText("Arrive early: the first song is the loudest.").waitFor();

  // What has ended by talk is under way no more, and stands in the story.
  await openPerson(page, /Hartley/);
  await page.getByText("Nothing under way just now.").waitFor();
  await page.getByRole("link", { name: /Chapel choir: Settled in/ }).click();
  await button(page, "Take it up again").click();
  await button(page, "Keep this").click();
  await page.getByText("Kept: Arranged").waitFor();
  await openPerson(page, /Hartley/);
  await page.getByRole("link", { name: /Chapel choir/ }).first().waitFor();
  assert.deepEqual(cspViolations(team.phone), []);
});

test("six minutes and a leaflet: two taps more, and the thread comes up on its day", async (t) => {
  const team = await startTeam(t);
  const { page } = team.phone;
  await addPerson(page, { "Likes to be called": "Mo", "Family name": "Hartley", "Telephone": "07700 900011" });
  await findWith(page, "Mo");
  await page.getByLabel("In your own words").fill("the repair café");
  await button(page, "Go on with this").click();
  await heading(page, "How shall we do it?").waitFor();
  await page.getByRole("button", { name: /^You’ll try it/ }).tap();
  await button(page, "Keep this").tap();
  await page.getByText(/^You ask Mo /).waitFor();
  await goTo(page, "Today");
  await page.getByText("Nobody is waiting for you today.").waitFor();

  // Its day comes.
  await openPerson(page, /Hartley/);
  await page.getByRole("link", { name: /the repair café/ }).first().click();
  await heading(page, "the repair café").waitFor();
  await button(page, "Change: The day we agreed").click();
  await page.getByLabel("The day we agreed").fill(dayFromNow(-3));
  await button(page, "Done").click();
  await goTo(page, "Today");
  await page.getByText("Mo was going to try the repair café. How did it go?").waitFor();
  await page.getByRole("link", { name: "Ring Mo" }).waitFor();

  // It stays until it is talked about; "not yet" asks for another day, and then it waits for that.
  await page.getByRole("link", { name: "How it went" }).click();
  await talk(page, "Not yet", "It was shut for the bank holiday.");
  await goTo(page, "Today");
  await page.getByText("Nobody is waiting for you today.").waitFor();
  assert.deepEqual(cspViolations(team.phone), []);
});

test("what stands in the way is said of the world, and shown for all who meet it", async (t) => {
  const team = await startTeam(t);
  const { page } = team.phone;
  const write = async (called, shared) => {
    await addPerson(page, { "Likes to be called": called });
    const section = page.getByRole("region", { name: "Going along" });
    await section.getByRole("button", { name: "Something stood in the way" }).click();
    await page.getByText(`This is about what is out there, and not about ${called}.`).waitFor();
    await chip(page, "What was it?", "Housing").check();
    await page.getByLabel("A line, if you like").fill("The wall is wet again.");
    await chip(page, "Does the same stand in the way of others?", shared).check();
    if (shared === "Yes: name it") await page.getByLabel("In a few words, without names").fill("Damp, the same landlord");
    await button(page, "Done").click();
    await page.getByText("It is written down, as something out there.").waitFor();
    await page.getByRole("article").getByText("The same for others: Damp, the same landlord").waitFor();
  };
  await write("Mo", "Yes: name it");
  await write("Derek", "Damp, the same landlord");
  await goTo(page, "Team");
  await page.getByRole("link", { name: "What stands in the way here" }).click();
  const card = page.getByRole("article").filter({ has: heading(page, "Damp, the same landlord") });
  assert.deepEqual((await card.getByRole("link").allInnerTexts()).map((text) => text.split("\n")[0]), ["Mo", "Derek"]);
  await card.getByRole("link", { name: "Derek" }).click();
  await heading(page, "At the door").waitFor();
});
