// Our page on paper, read back: all that is on it is there whole, and nothing of the record beside it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bridge, closePhone, cspViolations, folder, openPhone } from "../harness.mjs";
import { letters, nWords, printed } from "../paper.mjs";
import { beginVisit, dayFromNow, goTo, heading, note, openPerson, startTeamWith, unlock, untilSaved } from "./actors.mjs";

const id = (n) => `018f0000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const MO = id(1), DEREK = id(2), VISIT = id(3), GOAL = id(4), SERVICE = id(5);
const today = new Date().toISOString();
const next_contact_on = dayFromNow(9);

// What she is to find on paper, by where it is kept.
const ON_IT = {
  called: "Mopsywick", matters: "I used to sing in the chapel, Brindlehymn and all.", strengths: "I know every Tansyverse by heart.",
  words: "Hear the Larkspur choir again", wording: "Be part of Quillon evenings", step: "Ring the Pomfret usher", step_when: "after the Yarrow fair", other_step: "Ask at the Marrowby stop", other_when: "on Plumday",
  helps: "A text from Oxlipton first", gets_in_the_way: "The Bramblestair at the door", if_hard_signs: "I stop my Fennelwalks",
  if_hard_helps: "Sit with me and the Medlarcat", if_hard_whom: "Our Sorrelanne", promise: "Go in with you to the Teaselhall",
  kept: "Bring the Cowslip leaflet", became_words: "It lies under the Saffronclock.",
};
// What nobody is to find there, by where it is kept. The words are said nowhere else.
const APART = {
  family_name: "Hartlequist", telephone: "07700900431", address: "Wexcombe Terrace", access: "Keyfobbit by the drain", please_do: "Doucely slow",
  please_dont: "Never Grumbleton", people_important: "Quibblewick next door", communication: "Loudhaven", support: "Propshaven",
  also_worth_knowing: "Owes the Gasmanby", referrer_name: "Dr Anandlethwaite", referrer_contact: "01632960944", gp_practice: "Tannerymoor",
  rhythm_words: "Tuesdaywick", ending_words: "Farewellby", note: "The nephew was Unkemptish.", how_they_were: "Wobblesome",
  noticed: "A Bruisemark", said: "Gallowbright", did: "Letterposted", thought: "Fretfulnot", amendment: "Amendicott", risk: "Loose Staircarpet",
  mark: "Whyfornot", relation: "Father Dominquist", relation_words: "Alderfeud", service: "Knitterby Hall", service_telephone: "01632960955",
  connection: "Singsundays", barrier: "Waitinglistle", tried: "Slepthardly", no_answer: "Sisterhouse", holding: "Holdfastly",
  promised_by_her: "Photographby", colleague_telephone: "07700900877", other_person: "Dirkjequist", other_family: "Zwartkopel",
  other_telephone: "07700900499", other_matters: "Pigeonloft", other_hope: "Racingdove", other_note: "Fluewick",
};
const LINES = [
  { kind: "person", id: MO, given_name: "Maureen", preferred_name: ON_IT.called, matters: ON_IT.matters, strengths: ON_IT.strengths, helps: ON_IT.helps,
    gets_in_the_way: ON_IT.gets_in_the_way, if_hard_signs: ON_IT.if_hard_signs, if_hard_helps: ON_IT.if_hard_helps, if_hard_whom: ON_IT.if_hard_whom,
    next_contact_on, next_contact_how: "home", ...pick("family_name", "telephone", "address", "access", "please_do", "please_dont", "people_important",
      "communication", "support", "also_worth_knowing", "referrer_name", "referrer_contact", "gp_practice", "rhythm_words", "ending_words") },
  { kind: "person", id: DEREK, given_name: APART.other_person, family_name: APART.other_family, telephone: APART.other_telephone, matters: APART.other_matters },
  { kind: "visit", id: VISIT, person: MO, at: today, place: "home", ...pick("note", "how_they_were", "noticed", "said", "did", "thought") },
  { kind: "amendment", id: id(20), person: MO, visit: VISIT, at: today, text: APART.amendment },
  { kind: "mark", id: id(21), person: MO, visit: VISIT, part: "thought", what: "not for their eyes yet", why: APART.mark },
  { kind: "goal", id: GOAL, person: MO, words: ON_IT.words, wording: ON_IT.wording, step: ON_IT.step, step_who: "both", step_when: ON_IT.step_when },
  { kind: "step", id: id(35), person: MO, goal: GOAL, words: ON_IT.other_step, step_who: "me", step_when: ON_IT.other_when },
  { kind: "promise", id: id(22), person: MO, text: ON_IT.promise, by: "worker", on: dayFromNow(5) },
  { kind: "promise", id: id(23), person: MO, text: ON_IT.kept, by: "worker", became: "kept", became_words: ON_IT.became_words },
  { kind: "promise", id: id(24), person: MO, text: APART.promised_by_her, by: "person" },
  { kind: "risk", id: id(25), person: MO, what: APART.risk, checked_on: today.slice(0, 10) },
  { kind: "relation", id: id(26), person: MO, name: APART.relation, nearness: "hard", words: APART.relation_words },
  { kind: "service", id: SERVICE, name: APART.service, telephone: APART.service_telephone },
  { kind: "connection", id: id(27), person: MO, service: SERVICE, what: APART.connection, how: "trying it", stage: "arranged", on: dayFromNow(4) },
  { kind: "barrier", id: id(28), person: MO, cause: "waiting list", words: APART.barrier },
  { kind: "tried", id: id(29), person: MO, goal: GOAL, became: "life happened", learned: APART.tried },
  { kind: "no_answer", id: id(30), person: MO, at: today, place: "home", might_be: APART.no_answer },
  { kind: "holding", id: id(31), person: MO, at: today, how: "listening", line: APART.holding },
  { kind: "safety_step", id: id(32), words: "The desk", telephone: APART.colleague_telephone },
  { kind: "goal", id: id(33), person: DEREK, words: APART.other_hope },
  { kind: "visit", id: id(34), person: DEREK, at: today, place: "home", note: APART.other_note },
];
// What only a phone can write: a worry for few eyes, something for supervision, a note that is not finished.
const UNFINISHED = { worry: "Bruisewrist", supervision: "Heavymoor", draft: "Halfwritten" };
const WORKER = "Ana Priceworth";
const HEADINGS = ["What matters to me", "Something I hope for", "One small step", `What ${WORKER} promised me`];
const WRITTEN = { helps: "A knock, three times Hollyhock", why: "The Peapodding first", line: "Ring after Dandelions" };

function pick(...names) { return Object.fromEntries(names.map((name) => [name, APART[name]])); }

const button = (page, name) => page.getByRole("button", { name, exact: true });
const day = (on) => new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" }).format(new Date(on));
const found = (text, words) => Object.values(words).filter((word) => letters(text).includes(letters(word)));

// The phone of a worker on whose record all of it is.
async function phoneWithAllOfIt(t, lines = LINES) {
  const team = await startTeamWith(t, lines, { name: WORKER });
  await team.phone.page.addInitScript(() => { window.print = () => { window.nPrinted = (window.nPrinted ?? 0) + 1; }; });
  await team.phone.page.reload();
  await unlock(team.phone.page);
  return team;
}

async function toOurPage(page) {
  await openPerson(page, /Maureen|Mopsywick/);
  await page.getByRole("link", { name: /^Our page/ }).click();
  await heading(page, "Our page").waitFor();
  await button(page, "Print the page").waitFor();
}

// The paper that comes of a tap; what the page itself says is on it, letter by letter.
async function tapped(page, name, how) {
  const before = await page.evaluate(() => window.nPrinted ?? 0);
  await button(page, name).click();
  await page.waitForFunction((n) => window.nPrinted > n, before);
  const paper = await printed(page, how);
  await page.emulateMedia({ media: "print" });
  const shown = await page.locator("body").innerText();
  await page.emulateMedia({ media: null });
  return { ...paper, shown };
}

// Nothing is lost on the way to paper, and nothing lies beyond an edge of it.
function isWhole(paper, what) {
  assert.equal(letters(paper.text), letters(paper.shown), `${what}: every letter, in order`);
  assert.ok(nWords(paper.text) >= nWords(paper.shown), `${what}: no word was lost at an edge`);
  assert.deepEqual(paper.cutOff, [], `${what}: nothing at an edge`);
}

// A file of it has headings, and what can be read out.
function isReadOut({ headings }) {
  const there = headings.map(letters);
  assert.deepEqual(HEADINGS.filter((words) => there.includes(letters(words))), HEADINGS, "the headings of the file");
}

async function herPhone(t, { link, code }) {
  const phone = await openPhone(await folder(t));
  t.after(() => closePhone(phone));
  await phone.page.goto(link);
  await phone.page.getByLabel("The six numbers").fill(code);
  await button(phone.page, "Open the page").click();
  await heading(phone.page, /^Hello, /).waitFor();
  return phone;
}

async function writeApart(page) {
  await goTo(page, "Team");
  await page.getByRole("link", { name: "For supervision" }).click();
  await button(page, "A question").click();
  await page.getByLabel("What I would like to ask").fill(UNFINISHED.supervision);
  await button(page, "Keep it").click();
  await page.getByText(UNFINISHED.supervision).waitFor();
  await openPerson(page, /Maureen|Mopsywick/);
  await page.getByRole("link", { name: /^A worry about/ }).click();
  await button(page, "Write down a worry").click();
  await page.getByLabel("What I saw or was told").fill(UNFINISHED.worry);
  await button(page, "Keep this worry").click();
  await page.getByText(UNFINISHED.worry).waitFor();
  await openPerson(page, /Maureen|Mopsywick/);
  await beginVisit(page, ON_IT.called);
  await note(page, ON_IT.called).fill(UNFINISHED.draft);
  await untilSaved(page);
  await page.getByRole("link", { name: "Back" }).click();
}

test("our page on paper has all that is hers, and nothing that is kept apart", async (t) => {
  const { home, phone } = await phoneWithAllOfIt(t);
  const { page } = phone;
  await writeApart(page);
  const hers = [...Object.values(ON_IT), WORKER, day(next_contact_on)];

  await t.test("what is looked for is in the record, and would be found on paper", async () => {
    await bridge(home, "sync");
    const record = JSON.stringify(await bridge(home, "export"));
    assert.deepEqual(found(record, APART), Object.values(APART));
    await openPerson(page, /Maureen|Mopsywick/);
    await page.getByText("More about them").click();
    const { text } = await printed(page);
    const there = found(text, APART);
    for (const place of ["telephone", "access", "also_worth_knowing", "note", "thought", "amendment", "risk"]) {
      assert.ok(there.includes(APART[place]), `${place} is on the paper of the record itself`);
    }
  });

  for (const [what, name, how] of [
    ["as it is", "Print the page", {}], ["in large print", "Print the page", { scale: 2 }],
    ["with pictures", "Print it with pictures", {}], ["with pictures, on half the paper", "Print it with pictures", { format: "A5" }],
  ]) {
    await t.test(`from the worker's phone, ${what}`, async () => {
      await toOurPage(page);
      const paper = await tapped(page, name, how);
      const expected = [...hers, "At home"];
      assert.deepEqual(found(paper.text, expected), expected);
      assert.deepEqual(found(paper.text, { ...APART, ...UNFINISHED }), []);
      isWhole(paper, what);
      isReadOut(paper);
      const n_pictures = await page.locator(".sheet svg").count();
      assert.ok(name.includes("pictures") ? n_pictures >= 8 : n_pictures === 0, `${n_pictures} pictures`);
    });
  }

  await t.test("from her own phone, with what she has just written", async () => {
    const [share] = await bridge(home, "share", "--person", MO);
    const her = await herPhone(t, share);
    await her.page.getByRole("button", { name: /: What helps you$/ }).click();
    await her.page.getByRole("textbox", { name: /^In your words/ }).fill(WRITTEN.helps);
    await her.page.getByLabel("You may say why. You need not.").fill(WRITTEN.why);
    await her.page.getByLabel("A line to Ana Priceworth, if you like").fill(WRITTEN.line);
    await her.page.getByRole("group", { name: "Do you agree with this page?" }).getByLabel("Not yet").check({ force: true });
    for (const scale of [1, 2]) {
      const paper = await printed(her.page, { scale });
      const shown = await her.page.locator("#copy").evaluate((copy) => [...copy.querySelectorAll("h1,h2,h3,p,blockquote")].map((one) => one.textContent).join("\n"));
      isWhole({ ...paper, shown }, `link, ${scale}`);
      isReadOut(paper);
      const expected = [...hers.filter((words) => words !== ON_IT.helps), ...Object.values(WRITTEN), "Both of us", "at home"];
      assert.deepEqual(found(paper.text, expected), expected);
      assert.deepEqual(found(paper.text, { ...APART, ...UNFINISHED }), []);
    }
    assert.deepEqual(cspViolations(her), []);
  });
  assert.deepEqual(cspViolations(phone), []);
});

test("a hope of twenty thousand characters is printed whole", async (t) => {
  const sentence = (n) => `${n}. I should like to hear it, once, from the back row, before I am too deaf; and then go home. `;
  let hope = "";
  for (let n = 1; hope.length < 20_000; n += 1) hope += sentence(n);
  hope = hope.slice(0, 19_999).trimEnd().padEnd(20_000, "!");
  const { home, phone } = await phoneWithAllOfIt(t, [{ ...LINES[0] }, { kind: "goal", id: GOAL, person: MO, words: hope, step: ON_IT.step }]);
  await toOurPage(phone.page);
  for (const name of ["Print the page", "Print it with pictures"]) {
    const paper = await tapped(phone.page, name);
    assert.ok(letters(paper.text).includes(letters(hope)), name);
    assert.ok(letters(paper.text).includes(letters(ON_IT.step)), `${name}: what comes after it too`);
    isWhole(paper, name);
  }
  const [share] = await bridge(home, "share", "--person", MO);
  const her = await herPhone(t, share);
  const paper = await printed(her.page);
  assert.ok(letters(paper.text).includes(letters(hope)), "by the link");
  assert.deepEqual(paper.cutOff, []);
});
