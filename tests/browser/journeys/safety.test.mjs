// Alone in somebody's home: a time by which one expects to be out, and a colleague to ring if not.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { ROOT, axe, bridge, canaries, cspViolations, folder } from "../harness.mjs";
import {
  addPerson, beginVisit, goTo, heading, lock, note, openPerson, startTeamWith, unlock, untilInTeamRecord,
} from "./actors.mjs";

const LINK = "I expect to be out by …";
const WHERE = "The flats by the mill, third floor";
const MINUTE = 60_000;
const SCREENSHOTS = path.join(ROOT, "target/screenshots");

const button = (page, name) => page.getByRole("button", { name, exact: true });
const bar = (page) => page.getByRole("complementary", { name: "Expected out" });
const link = (page, name) => page.getByRole("link", { name, exact: true });
const back = (page) => link(page, "Back").click();

// A time as the bar shows it, some minutes from now on the page's clock.
const timeOf = (page, minutes = 0) => page.evaluate((ms) => {
  const at = new Date(Date.now() + ms);
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}, minutes * MINUTE);

const dayOf = (page, minutes = 0) => page.evaluate((ms) => new Date(Date.now() + ms).getDate(), minutes * MINUTE);

// A time of `day` as it is said now: midnight may have gone by.
const saidNow = async (page, time, day) => await dayOf(page) === day ? time : `${time} yesterday`;

// The clock of the page moves on, and a hand touches the screen so that it does not lock.
async function minutesLater(page, minutes) {
  for (let left = minutes; left > 0; left -= 8) {
    await page.clock.fastForward(Math.min(left, 8) * MINUTE);
    await page.getByRole("heading").first().click();
  }
}

// What the phone was told to do with its motor.
async function feelTheMotor(page) {
  await page.evaluate(() => {
    window.felt = 0;
    navigator.vibrate = () => { window.felt += 1; return true; };
  });
  return () => page.evaluate(() => window.felt);
}

// Jan's phone, with Ben in her team.
async function janAndBen(t) {
  const { server, home, phone } = await startTeamWith(t, [], { name: "Jan" });
  const [{ link: forBen }] = await bridge(home, "invite", "--name", "Ben Okafor");
  await bridge(await folder(t), "join", forBen);
  await bridge(home, "sync");
  await untilInTeamRecord(phone.page);
  return { server, phone };
}

// On a phone of an ordinary and of the smallest width, by day and by night.
async function look(page, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  for (const [width, colorScheme] of [[390, "light"], [390, "dark"], [320, "light"], [320, "dark"]]) {
    await page.setViewportSize({ width, height: 640 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.screenshot({ path: path.join(SCREENSHOTS, `safety-${name}-${width}-${colorScheme}.png`) });
    assert.deepEqual(await axe(page), [], `${name}, ${width} px, ${colorScheme}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} at ${width} px scrolls sideways`);
  }
  await page.setViewportSize({ width: 360, height: 640 });
}

async function inAnHour(page) {
  await link(page, LINK).click();
  await page.getByRole("button", { name: /^In an hour/ }).click();
  await bar(page).waitFor();
}

async function out(page) {
  await bar(page).getByRole("button", { name: "I’m out" }).click();
  await bar(page).waitFor({ state: "detached" });
}

async function expectBackIn(page, minutes) {
  const time = await timeOf(page, minutes);
  await link(page, LINK).click();
  await button(page, "At a time I choose").click();
  await page.getByLabel("The time").fill(time);
  await button(page, "I expect to be out then").click();
  await bar(page).getByText(`Expected out by ${time}`).waitFor();
  return time;
}

test("a visit alone", async (t) => {
  const { server, phone } = await janAndBen(t);
  const { page } = phone;
  await addPerson(page, { "Likes to be called": "Mo", "First name": "Maureen", "Family name": "Hartley", Address: "14 Mill Lane" });

  await t.test("two taps from Today, and a bar on every page", async () => {
    await goTo(page, "Today");
    await link(page, LINK).tap();
    await page.getByRole("button", { name: /^In an hour/ }).tap();
    await bar(page).getByText(/^Expected out by \d\d:\d\d$/).waitFor();
    await page.getByText("Alongside reminds you while it is open on this phone. Tell a colleague too.").waitFor();
    for (const words of ["People", "Phone", "Team", "Today"]) {
      await goTo(page, words);
      await bar(page).waitFor();
    }
    assert.equal(await link(page, LINK).count(), 0, "the bar is the way there now");
    await openPerson(page, /Hartley/);
    await beginVisit(page, "Mo");
    await bar(page).waitFor();
    await look(page, "visit");
    await back(page);
    await page.getByRole("link", { name: /^How it is going/ }).click();
    await heading(page, "How it is going").waitFor();
    assert.equal(await bar(page).count(), 0, "what is handed to Mo is hers");
    await link(page, "Not today").click();
    await bar(page).waitFor();
  });

  await t.test("out with one tap, which can be taken back", async () => {
    const said = await bar(page).getByRole("status").textContent();
    await out(page);
    await button(page, "Undo").click();
    await bar(page).getByText(said).waitFor();
    await out(page);
  });

  await t.test("half an hour longer", async () => {
    await inAnHour(page);
    const said = await bar(page).getByRole("status").textContent();
    await bar(page).getByRole("button", { name: "Half an hour longer" }).click();
    await bar(page).getByText(said).waitFor({ state: "detached" });
    const moved = ([hours, minutes]) => (hours * 60 + minutes + 30) % (24 * 60);
    const clock = (text) => text.match(/\d+/g).map(Number);
    const [hours, minutes] = clock(await bar(page).getByRole("status").textContent());
    assert.equal(hours * 60 + minutes, moved(clock(said)));
    await out(page);
  });

  await t.test("a colleague is picked from the team, the number typed once", async () => {
    await goTo(page, "Today");
    await inAnHour(page);
    await button(page, "Name a colleague").click();
    await page.getByRole("radio", { name: "Ben Okafor" }).check();
    await page.getByLabel("Their number").fill("ask Ann");
    await button(page, "Done").click();
    await page.getByText("Please give a number that can be rung.").waitFor();
    await page.getByLabel("Their number").fill("07700 900 123");
    await button(page, "Done").click();
    await page.getByText("Ben Okafor is named.").waitFor();
    assert.equal(await link(page, "Ring Ben Okafor").getAttribute("href"), "tel:07700900123");
    await out(page);
    await page.getByText("07700 900 123").waitFor();
  });

  await t.test("from a visit and back to it, with where one is, through a lock", async () => {
    await openPerson(page, /Hartley/);
    await beginVisit(page, "Mo");
    await note(page, "Mo").fill("Side door.");
    await inAnHour(page);
    await link(page, "With Mo").waitFor();
    await button(page, "Add: Where you are").click();
    await page.getByRole("textbox", { name: "Where you are" }).fill(WHERE);
    await button(page, "Done").click();
    await page.getByText(`Where I am: ${WHERE}. Please ring me.`).waitFor();
    await back(page);
    assert.equal(await note(page, "Mo").inputValue(), "Side door.");
    const said = await bar(page).getByRole("status").textContent();
    await back(page);
    await lock(page);
    assert.deepEqual(await canaries(phone.profile, [WHERE, "07700 900 123"]), []);
    assert.equal(await page.getByText(/Expected out|\d\d:\d\d/).count(), 0, "a locked phone says nothing of it");
    await page.reload();
    await unlock(page);
    await bar(page).getByText(said).waitFor();
    await out(page);
  });

  await t.test("past the time: first oneself, later the message, and nothing by itself", async () => {
    await page.clock.install();
    const felt = await feelTheMotor(page);
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await openPerson(page, /Hartley/);
    const day = await dayOf(page, 5);
    const time = await expectBackIn(page, 5);
    await button(page, "Add: Where you are").click();
    await page.getByRole("textbox", { name: "Where you are" }).fill(WHERE);
    await button(page, "Done").click();
    assert.equal(await felt(), 0);
    await minutesLater(page, 6);
    await bar(page).getByText(`You said you would be out by ${await saidNow(page, time, day)}.`).waitFor();
    assert.equal(await bar(page).getByRole("link", { name: "Text Ben Okafor" }).count(), 0, "not yet");
    assert.equal(await felt(), 1);
    await look(page, "past");
    await phone.context.setOffline(true);
    await minutesLater(page, 15);
    const text = bar(page).getByRole("link", { name: "Text Ben Okafor" });
    const body = `This is Jan. I expected to be out by ${await saidNow(page, time, day)} and am not yet. Where I am: ${WHERE}. Please ring me.`;
    assert.equal(await text.getAttribute("href"), `sms:07700900123?&body=${encodeURIComponent(body)}`);
    assert.equal(await bar(page).getByRole("link", { name: "Ring Ben Okafor" }).getAttribute("href"), "tel:07700900123");
    await bar(page).getByText("Nothing is sent by itself. Tap to open the message, then send it.").waitFor();
    await bar(page).getByText("No signal here? Ring when you have some, or go to the door.").waitFor();
    assert.equal(await felt(), 2);
    await look(page, "long-past");
    await page.emulateMedia({ colorScheme: "light" });
    await phone.context.setOffline(false);
    assert.deepEqual(asked.filter((url) => !url.startsWith(server.url)), []);
    assert.doesNotMatch(body, /Mo|Hartley|Mill Lane/);
  });

  await t.test("half an hour longer counts from now, and the phone that was left locks and says it again", async () => {
    await bar(page).getByRole("button", { name: "Half an hour longer" }).click();
    await bar(page).getByText(`Expected out by ${await timeOf(page, 31)}`).or(
      bar(page).getByText(`Expected out by ${await timeOf(page, 30)}`)).waitFor();
    await page.clock.fastForward(40 * MINUTE);
    await heading(page, "Hello again").waitFor();
    await unlock(page);
    await bar(page).getByText(/^You said you would be out by/).waitFor();
    await out(page);
  });

  await t.test("a time that has passed is not taken", async () => {
    await goTo(page, "Today");
    await link(page, LINK).click();
    await button(page, "At a time I choose").click();
    await page.getByLabel("The time").fill(await timeOf(page, -5));
    await button(page, "I expect to be out then").click();
    await page.getByText("That time has passed. Please choose one that is still to come.").waitFor();
    assert.equal(await bar(page).count(), 0);
    assert.deepEqual(cspViolations(phone), []);
  });
});
