// The people in a life: a map made by tapping, or with keys alone; no name over another.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { ROOT, axe, cspViolations } from "../harness.mjs";
import { addPerson, heading, openPerson, startTeam, startTeamWith } from "./actors.mjs";

const SCREENSHOTS = path.join(ROOT, "target/screenshots");
const NAMES = ["Brenda", "Jean", "Hana", "Mrs Oyelaran", "Our Stephen", "Christopher", "Father Dominic Wójcik", "Ray", "Wilhelmina",
  "Margaret from choir", "Aunt Agnes", "Mohammed", "The man with the dog", "Sal", "Dr Patel"];

const button = (page, name) => page.getByRole("button", { name, exact: true });
const spot = (page, name) => page.getByRole("group", { name: /^Map of/ }).getByRole("button", { name });

async function openTheirPeople(page, called) {
  await page.getByRole("link", { name: new RegExp(`^${called}’s people`) }).click();
  await heading(page, `${called}’s people`).waitFor();
}

async function add(page, name, who) {
  await page.getByLabel("A name", { exact: true }).fill(name);
  if (who) await page.getByLabel("Who they are, if you like").fill(who);
  await button(page, "Put them on the map").click();
  await spot(page, new RegExp(`^${name}, Close in`)).waitFor();
}

test("a map of people", async (t) => {
  const team = await startTeam(t);
  const { page } = team.phone;
  await addPerson(page, { "Likes to be called": "Mo", "Family name": "Airey" });
  await openTheirPeople(page, "Mo");

  await t.test("is made by tapping", async () => {
    await add(page, "Brenda", "sister");
    await add(page, "Jean");
    await spot(page, /^Jean/).tap();
    await page.getByRole("group", { name: "Where is Jean just now?" }).getByRole("radio", { name: "Hard at the moment" }).check();
    await spot(page, "Jean, Hard at the moment").waitFor();
    await button(page, "Undo").click();
    await spot(page, "Jean, Close in").waitFor();
    await button(page, "Take Jean off the map").click();
    await spot(page, /^Jean/).waitFor({ state: "detached" });
    await button(page, "Undo").click();
    await spot(page, "Jean, Close in").waitFor();
  });

  await t.test("and with keys alone", async () => {
    await page.getByLabel("A name", { exact: true }).focus();
    await page.keyboard.type("Stephen");
    await page.keyboard.press("Enter");
    await spot(page, "Stephen, Close in").waitFor();
    await spot(page, "Stephen, Close in").focus();
    await page.keyboard.press("Enter");
    await heading(page, "Stephen").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Stephen");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    await spot(page, "Stephen, Further out").waitFor();
    await button(page, "Back to the map").focus();
    await page.keyboard.press("Enter");
    await heading(page, "Stephen").waitFor({ state: "detached" });
    assert.match(await page.evaluate(() => document.activeElement.textContent), /^Stephen/);
  });

  await t.test("a line about somebody stands in the list, in their voice", async () => {
    await spot(page, /^Brenda/).tap();
    await button(page, "Add: A line about them").click();
    await page.getByRole("textbox", { name: "A line about them" }).fill("Rings on Sundays.");
    await page.getByRole("region", { name: "Brenda" }).getByRole("button", { name: "Done", exact: true }).click();
    await page.getByRole("region", { name: "Everybody on it" }).getByText("Rings on Sundays.").waitFor();
  });
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(cspViolations(team.phone), []);
});

// Somebody with so many people.
function lifeWith(n) {
  const person = crypto.randomUUID();
  const nearness = (at) => ["close", "further", "close", "further", "hard"][at % 5];
  return [
    { kind: "person", id: person, preferred_name: `Mo ${n}`, family_name: "Airey" },
    ...NAMES.slice(0, n).map((name, at) => ({ kind: "relation", id: crypto.randomUUID(), person, name, nearness: nearness(at) })),
  ];
}

test("names do not lie over each other, nor over their own edge", async (t) => {
  await mkdir(SCREENSHOTS, { recursive: true });
  const { phone } = await startTeamWith(t, [5, 10, 15].flatMap(lifeWith));
  const { page } = phone;
  await page.getByText("In the team record", { exact: true }).waitFor();
  for (const n of [5, 10, 15]) {
    await openPerson(page, new RegExp(`Mo ${n}`));
    await openTheirPeople(page, `Mo ${n}`);
    for (const [width, colorScheme] of [[390, "light"], [320, "dark"], [320, "light"]]) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.screenshot({ path: path.join(SCREENSHOTS, `map-${n}-${width}-${colorScheme}.png`), fullPage: true });
      assert.deepEqual(await axe(page), []);
    }
    assert.deepEqual(await inTheWay(page), [], `${n} people at 320 px`);
  }
  assert.deepEqual(cspViolations(phone), []);
});

// Names as the browser really sets them: over another's place, or wider than their own.
const inTheWay = (page) => page.evaluate(() => {
  const spots = [...document.querySelectorAll(".their-map [role=button]")].map((spot) => ({
    name: spot.getAttribute("aria-label"),
    place: spot.querySelector("rect").getBoundingClientRect(),
    text: spot.nextElementSibling.querySelector("text").getBoundingClientRect(),
  }));
  const beyond = spots.filter(({ place, text }) => text.left < place.left + 2 || text.right > place.right - 2 || place.left < 0 || place.right > innerWidth || place.height < 43.5);
  const over = spots.flatMap((one, at) => spots.slice(at + 1).filter((other) => one.place.left < other.place.right
    && other.place.left < one.place.right && one.place.top < other.place.bottom && other.place.top < one.place.bottom)
    .map((other) => `${one.name} over ${other.name}`));
  return [...beyond.map(({ name }) => `${name} beyond its place`), ...over];
});
