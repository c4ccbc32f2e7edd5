// Three hundred scripts in every place of our page, and in all that its person says: words like any other.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bridge, cspViolations } from "../harness.mjs";
import { INJECTIONS, THREE_HUNDRED } from "../injections.mjs";
import { goTo, heading, openPerson, startTeamWith, unlock, untilInTeamRecord, untilKept } from "./actors.mjs";

const id = (n) => `018f0000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const MO = id(1);
const NAME = INJECTIONS[1];
// Marked, so that each place is known to be shown with its own.
const in_ = (place) => THREE_HUNDRED.map((script) => `${place}: ${script}`).join("\n");
const PERSON = ["matters", "strengths", "helps", "gets_in_the_way", "if_hard_signs", "if_hard_helps", "if_hard_whom", "sharing_wishes"];
const HOPE = ["words", "wording", "step", "step_when"];
const LINES = [
  { kind: "person", id: MO, given_name: "Maureen", family_name: "Hartley", preferred_name: NAME, ...Object.fromEntries(PERSON.map((name) => [name, in_(name)])) },
  { kind: "goal", id: id(2), person: MO, step_who: "me", ...Object.fromEntries(HOPE.map((name) => [name, in_(name)])) },
  { kind: "promise", id: id(3), person: MO, by: "worker", text: in_("promise") },
  { kind: "promise", id: id(4), person: MO, by: "worker", text: "Kept", became: "kept", became_words: in_("became") },
];
const SAID = { matters: in_("said of what matters"), in_the_way: in_("what got in the way"), next: in_("next"), agreed: in_("agreed"),
  differently: in_("differently"), line: in_("line") };
// Of all kinds: what takes one, two and four bytes, and two marks that make one letter.
const LONG = "Ring ü 🎶 e\u0301 ".repeat(2_000).slice(0, 19_999).trimEnd().padEnd(20_000, "!");
const ENDLESS = "w".repeat(2_000);

const button = (page, name) => page.getByRole("button", { name, exact: true });
const oneLine = (text) => text.replaceAll(/\s+/g, " ");

// All of it is seen as it was written, nothing of it became a part of the page, and nothing of it ran.
async function isShown(phone, ...texts) {
  const { page } = phone;
  const main = page.getByRole("main");
  // A page that was just told of something shows it a moment later.
  for (const text of texts) await main.filter({ hasText: oneLine(text.split("\n")[0]).slice(0, 80) }).waitFor();
  const shown = oneLine(await main.innerText());
  for (const text of texts) {
    for (const line of text.split("\n")) assert.ok(shown.includes(oneLine(line)), `“${line}” is not seen`);
  }
  await nothingRan(phone);
}

async function nothingRan({ page }) {
  assert.equal(await page.evaluate(() => window.broken), undefined, "a script ran");
  const made = await page.evaluate(() => [...document.body.querySelectorAll("script[src*=x], img, iframe, object, embed, video, style, link, meta, base, form[action], marquee, math, [onload], [onerror], [onfocus]")]
    .filter((element) => !element.matches(".shell-mark")).map((element) => element.outerHTML.slice(0, 80)));
  assert.deepEqual(made, []);
}

const isWide = (page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

async function paste(page, words) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), words);
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Control+V");
}

async function toOurPage(page) {
  await openPerson(page, NAME);
  await page.getByRole("link", { name: /^Our page/ }).click();
  await heading(page, "Our page").waitFor();
  await button(page, "Print the page").waitFor();
}

test("three hundred scripts in every place of our page", async (t) => {
  assert.equal(new Set(THREE_HUNDRED).size, 300);
  const { phone, home } = await startTeamWith(t, LINES, { name: INJECTIONS[2], team: INJECTIONS[3], permissions: ["clipboard-read", "clipboard-write"] });
  const { page } = phone;
  page.on("dialog", () => assert.fail("a script ran"));
  await untilKept(page);

  await t.test("the worker sees them as text, also on paper", async () => {
    await toOurPage(page);
    await page.getByText("Who, when and how sure").click();
    await isShown(phone, ...PERSON.map(in_), ...HOPE.map(in_));
    await page.emulateMedia({ media: "print" });
    await isShown(phone, ...PERSON.filter((name) => name !== "sharing_wishes").map(in_), ...HOPE.map(in_), in_("promise"), in_("became"));
    await page.emulateMedia({ media: null });
  });

  await t.test("its person sees them as text in hand, and what they say themselves too", async () => {
    await button(page, `Hand the phone over to ${NAME}`).click();
    await heading(page, "Is this you?").waitFor();
    await isShown(phone, NAME);
    await button(page, "Yes, this is me").click();
    await button(page, "Look at my page").click();
    await heading(page, "What matters to me").waitFor();
    await isShown(phone, in_("matters"), in_("strengths"));
    await button(page, "Change this: What matters to me").click();
    await page.getByRole("textbox", { name: "What matters to me" }).fill(SAID.matters);
    await button(page, "Done").click();
    await isShown(phone, SAID.matters);
    await button(page, "Change this: What I am good at, and what works already").click();
    await page.getByRole("textbox", { name: "What I am good at" }).focus();
    await paste(page, ENDLESS);
    assert.equal(await isWide(page), false, "a word without an end, in hand");
    await paste(page, LONG);
    await button(page, "Done").click();
    assert.ok((await page.getByRole("main").textContent()).includes(LONG), "twenty thousand characters in hand");
    await button(page, "Next").click();
    await isShown(phone, in_("promise"), in_("became"));
    await button(page, "Next").click();
    await isShown(phone, in_("words"), in_("wording"));
    await button(page, "Next").click();
    await isShown(phone, in_("words"), in_("step"), in_("step_when"));
    await page.getByRole("group", { name: "How did it go?" }).getByRole("radio", { name: "Not yet" }).check();
    await page.getByLabel("What got in the way?").fill(SAID.in_the_way);
    await page.getByLabel("Is there a smaller step?").fill(SAID.next);
    await button(page, "Next").click();
    await isShown(phone, in_("helps"), in_("gets_in_the_way"));
    await button(page, "Next").click();
    await isShown(phone, in_("if_hard_signs"), in_("if_hard_helps"), in_("if_hard_whom"));
    await button(page, "Next").click();
    await isShown(phone, in_("sharing_wishes"), INJECTIONS[2], INJECTIONS[3]);
    await button(page, "Next").click();
    await page.getByLabel("This is what we agreed").fill(SAID.agreed);
    await page.getByLabel("This is where we see it differently").fill(SAID.differently);
    await page.getByLabel(/^Something to say to/).fill(SAID.line);
    await button(page, "I agree").click();
    await page.getByText("What you said is kept on this phone.", { exact: false }).waitFor();
    await nothingRan(phone);
  });

  await t.test("what was said is on our page as text, and in the record as it was said", async () => {
    await button(page, "Give the phone back").click();
    await heading(page, "Hello again").waitFor();
    await unlock(page);
    await heading(page, "Our page").waitFor();
    await page.getByText("What was said is on the page now.").waitFor();
    await isShown(phone, SAID.matters, SAID.next, SAID.agreed, SAID.differently, SAID.line);
    await untilInTeamRecord(page);
    await bridge(home, "sync");
    const [told] = await bridge(home, "page", "--person", MO);
    assert.equal(told.matters.versions[0].words, SAID.matters);
    assert.equal(told.strengths.versions[0].words, LONG);
    assert.equal(told.hopes[0].step.words.versions[0].words, SAID.next);
    const record = await bridge(home, "export");
    const review = record.find((line) => line.kind === "review");
    assert.deepEqual([review.agreed_words, review.differently, review.line], [SAID.agreed, SAID.differently, SAID.line]);
    assert.ok(record.some((line) => line.kind === "tried" && line.learned === SAID.in_the_way), "what got in the way");
    await openPerson(page, NAME);
    await nothingRan(phone);
    await page.getByRole("link", { name: /^What we tried, what we learned/ }).click();
    await isShown(phone, SAID.in_the_way);
  });

  await t.test("twenty thousand characters pasted into a hope are kept whole", async () => {
    await toOurPage(page);
    await page.getByRole("button", { name: /^Change: In their words,/ }).click();
    await page.getByRole("textbox", { name: "In their words", exact: true }).focus();
    await paste(page, ENDLESS);
    assert.equal(await isWide(page), false, "a word without an end");
    await paste(page, LONG);
    await button(page, "Done").click();
    await page.getByRole("status").getByText(/^Changed/).waitFor();
    assert.ok((await page.getByRole("main").textContent()).includes(LONG));
    await untilInTeamRecord(page);
    await bridge(home, "sync");
    assert.equal((await bridge(home, "page", "--person", MO))[0].hopes[0].words.versions[0].words, LONG);
  });
  assert.deepEqual(cspViolations(phone), []);
});
