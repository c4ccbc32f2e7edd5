// Our page, in the hands of whose it is: it leads nowhere but to the worker's door, and what is said of
// it comes back into the record.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { ROOT, axe, cspViolations, folder, killBrowser, openPhone } from "../harness.mjs";
import { goTo, heading, openPerson, startTeamWith, unlock, untilKept } from "./actors.mjs";

const SCREENSHOTS = path.join(ROOT, "target/screenshots");
const MO = "018f0000-0000-7000-8000-000000000001", DEREK = "018f0000-0000-7000-8000-000000000002";
const thing = (n) => `018f0000-0000-7000-8000-0000000001${n}`;
const today = new Date().toISOString();
const LINES = [
  { kind: "person", id: MO, given_name: "Maureen", family_name: "Hartley", preferred_name: "Mo",
    matters: "I used to sing, you know, in the chapel.", strengths: "I know every hymn.",
    also_worth_knowing: "Owes the gasman", people_important: "Quibblewick next door" },
  { kind: "person", id: DEREK, given_name: "Dirkje", family_name: "Zwartkop", matters: "Pigeons" },
  { kind: "visit", id: thing("01"), person: MO, at: today, place: "home", note: "The nephew was unkempt." },
  { kind: "visit", id: thing("02"), person: DEREK, at: today, place: "home", note: "Zwartkop had flu." },
  { kind: "goal", id: thing("03"), person: MO, words: "Hear the chapel choir again", step: "Ring the chapel" },
  { kind: "promise", id: thing("04"), person: MO, text: "Go in with you the first time", by: "worker" },
  { kind: "risk", id: thing("05"), person: MO, what: "Loose stair carpet", checked_on: today.slice(0, 10) },
];
const NOT_HERS = ["Zwartkop", "Dirkje", "unkempt", "gasman", "Quibblewick", "Loose stair"];

const button = (page, name, more) => page.getByRole("button", { name, ...more });
const door = (page) => heading(page, "Hello again").waitFor();

async function openOurPage(page) {
  await openPerson(page, "Maureen Hartley");
  await page.getByRole("link", { name: /^Our page/ }).click();
  await heading(page, "Our page").waitFor();
}

async function handOver(page) {
  await openOurPage(page);
  await button(page, "Hand the phone over to Mo").click();
  await heading(page, "Is this you?").waitFor();
}

async function begin(page) {
  await button(page, "Yes, this is me").click();
  await button(page, "Look at my page").click();
  await heading(page, "What matters to me").waitFor();
}

// The words of the document and all that its program has in memory.
async function memory(page) {
  const devtools = await page.context().newCDPSession(page);
  const { result } = await devtools.send("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype" });
  const { objects } = await devtools.send("Runtime.queryObjects", { prototypeObjectId: result.objectId });
  const { result: text } = await devtools.send("Runtime.callFunctionOn", {
    objectId: objects.objectId, returnByValue: true,
    functionDeclaration: "function () { return this.map((one) => new TextDecoder('latin1').decode(one.buffer)).join('\\n'); }",
  });
  await devtools.detach();
  assert.ok(text.value.length > 100_000, "the memory of the program was read");
  return `${await page.content()}\n${text.value}`;
}

async function nothingOfOthers(page) {
  const all = await memory(page);
  for (const word of NOT_HERS) assert.ok(!all.includes(word), `“${word}” is there`);
  return all;
}

test("the page in her hands", async (t) => {
  await mkdir(SCREENSHOTS, { recursive: true });
  const team = await startTeamWith(t, LINES);
  let { page } = team.phone;
  await untilKept(page);

  await t.test("asks who holds it by the name alone, and knows nothing of anybody else", async () => {
    await handOver(page);
    assert.equal((await page.getByRole("main").innerText()).replaceAll(/\s+/g, " ").trim(), "Is this you? Mo Yes, this is me No");
    assert.match(await nothingOfOthers(page), /Hear the chapel choir again/);
    await page.screenshot({ path: path.join(SCREENSHOTS, "hand-is-this-you.png") });
    await button(page, "No").click();
    await door(page);
  });

  await t.test("there is no way out of it but the door", async () => {
    const ways = {
      reload: () => page.reload(),
      "back": () => page.goBack({ waitUntil: "commit" }).catch(() => {}),
      "back twice": async () => { for (let n = 0; n < 2; n += 1) await page.goBack({ waitUntil: "commit" }).catch(() => {}); },
      "back, then forward": async () => { await page.goBack({ waitUntil: "commit" }).catch(() => {}); await page.goForward({ waitUntil: "commit" }).catch(() => {}); },
      "the address of her record": () => page.goto(`${team.server.url}/people/${MO}`),
      "the address of somebody else": () => page.goto(`${team.server.url}/people/${DEREK}`),
      "the address of the page again": () => page.goto(`${team.server.url}/handed-over`),
      "the first page": () => page.goto(`${team.server.url}/`),
      "the app's own messages": () => page.evaluate(() => window.history.go(-3)),
      "a link typed into the page": () => page.evaluate(() => { window.location.href = "/team"; }),
      "five minutes alone": async () => {
        await page.evaluate(() => {
          const now = Date.now;
          Date.now = () => now() + 330_000;
        });
        await heading(page, "Hello again").waitFor({ timeout: 40_000 });
      },
      "a second window": async () => {
        const other = await page.context().newPage();
        await other.goto(team.server.url);
        await other.getByRole("heading").first().waitFor();
        await nothingOfOthers(other);
        await button(other, "Use it here instead").click();
        await door(other);
        await door(page).catch(() => {});
        await page.close();
        page = other;
      },
    };
    assert.equal(Object.keys(ways).length, 12);
    for (const [what, leave] of Object.entries(ways)) {
      await unlock(page);
      await handOver(page).catch((why) => { throw new Error(`before ${what}: ${why}`); });
      if (what.length % 2 === 0) await begin(page);
      await leave();
      await door(page).catch(() => { throw new Error(`${what} leads somewhere else: ${page.url()}`); });
      await nothingOfOthers(page);
    }
  });

  await t.test("what she changes, rates and says of a step is in the record after the unlock", async () => {
    await unlock(page);
    await handOver(page);
    await begin(page);
    await button(page, "Change this: What matters to me").click();
    await page.getByRole("textbox", { name: "What matters to me" }).fill("I sing in the kitchen now.");
    await button(page, "Done").click();
    await button(page, "Cross it out: What I am good at, and what works already").click();
    await page.getByText("You crossed this out.").waitFor();
    await button(page, "Next").click();
    await heading(page, "What did Ana Price promise me?").waitFor();
    await page.getByText("Go in with you the first time").waitFor();
    await button(page, "Next").click();
    await page.getByRole("group", { name: "How is this going?" }).getByRole("radio", { name: "6", exact: true }).check();
    await page.screenshot({ path: path.join(SCREENSHOTS, "hand-hope.png") });
    await button(page, "Next").click();
    await page.getByRole("group", { name: "How did it go?" }).getByRole("radio", { name: "Not yet" }).check();
    await page.getByLabel("What got in the way?").fill("No bus on Sundays");
    await page.getByLabel("Is there a smaller step?").fill("Look out the number");
    await page.screenshot({ path: path.join(SCREENSHOTS, "hand-step.png") });
    assert.deepEqual(await axe(page), []);
    for (let n = 0; n < 4; n += 1) await button(page, "Next").click();
    await heading(page, "What we agreed").waitFor();
    await page.getByLabel("This is what we agreed").fill("Ana rings the chapel.");
    await page.getByLabel("This is where we see it differently").fill("I am not shy.");
    await button(page, "I agree").click();
    await page.getByText("What you said is kept on this phone. Ana Price will see it.").waitFor();
    await button(page, "Give the phone back").click();
    await door(page);
    await unlock(page);
    await heading(page, "Our page").waitFor();
    await page.getByText("What was said is on the page now.").waitFor();
    for (const words of ["I sing in the kitchen now.", "Look out the number", "Ana rings the chapel.", "I am not shy."]) {
      await page.getByText(words, { exact: true }).first().waitFor();
    }
    assert.equal(await page.getByText("I know every hymn.", { exact: true }).count(), 0);
    await page.getByText(/Mo, by their own hand/).first().waitFor();
    await page.screenshot({ path: path.join(SCREENSHOTS, "our-page.png"), fullPage: true });
  });

  await t.test("what she said before the phone died is not lost", async () => {
    await handOver(page);
    await begin(page);
    await button(page, "Change this: What matters to me").click();
    await page.getByRole("textbox", { name: "What matters to me" }).fill("I sing on the bus.");
    await button(page, "Done").click();
    await page.waitForTimeout(500);
    await killBrowser(team.phone);
    team.phone = await openPhone(team.phone.profile ?? team.profile, {});
    page = team.phone.page;
    t.after(() => team.phone.context.close().catch(() => {}));
    await page.goto(team.server.url);
    await unlock(page);
    await heading(page, "Our page").waitFor();
    await page.getByText("I sing on the bus.", { exact: true }).first().waitFor();
  });

  assert.deepEqual(cspViolations(team.phone), []);
});
