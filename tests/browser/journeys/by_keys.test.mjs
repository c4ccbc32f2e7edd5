// A whole review without a pointer: what is there is found by what a screen reader is told of it, and
// reached with Tab, Shift+Tab, Enter, Space and the arrows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bridge, closePhone, cspViolations, folder, openPhone } from "../harness.mjs";
import { handsOn } from "../keys.mjs";
import { PASSPHRASE, dayFromNow, heading, openPerson, startTeamWith, untilInTeamRecord, untilKept } from "./actors.mjs";

const MO = "018f0000-0000-7000-8000-000000000001";
const thing = (n) => `018f0000-0000-7000-8000-0000000001${n}`;
const LINES = [
  { kind: "person", id: MO, given_name: "Maureen", family_name: "Hartley", preferred_name: "Mo", matters: "I used to sing.", strengths: "I know every hymn.",
    helps: "A text first", next_contact_on: dayFromNow(9) },
  { kind: "goal", id: thing("03"), person: MO, words: "Hear the chapel choir again", step: "Ring the chapel" },
  { kind: "promise", id: thing("04"), person: MO, text: "Go in with you the first time", by: "worker" },
];
const STRENGTHS = "What I am good at, and what works already";

// What helps is written in two ways: on the phone, and by the bridge before it has heard of that.
async function writeApart({ context, page }, home) {
  await openPerson(page, "Maureen Hartley");
  await page.getByRole("link", { name: /^Our page/ }).click();
  await context.setOffline(true);
  await page.getByRole("button", { name: "Change: What helps", exact: true }).click();
  await page.getByRole("textbox", { name: "What helps" }).fill("A text first, at ten");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByText("A text first, at ten", { exact: true }).first().waitFor();
  await bridge(home, "set", "--person", MO, "--field", "helps", "--value", "Mostly a text first");
  await bridge(home, "sync");
  await context.setOffline(false);
  await untilInTeamRecord(page);
}

test("the page in hand, from “Is this you?” to “I agree”", async (t) => {
  const { phone, home } = await startTeamWith(t, LINES);
  const { page } = phone;
  await untilKept(page);
  await writeApart(phone, home);
  await openPerson(page, "Maureen Hartley");
  await page.getByRole("link", { name: /^Our page/ }).click();
  await page.getByRole("button", { name: "Hand the phone over to Mo" }).click();
  await page.waitForURL(/handed-over/);
  const hands = await handsOn(page);
  const screen = async (name) => {
    await hands.untilAt("heading", name);
    await hands.walkThrough();
  };
  const enter = async (role, name, more) => {
    await hands.to(role, name, more);
    await hands.press("Enter");
  };

  await t.test("each screen begins at its heading, and every stop of it is seen, in order, there and back", async () => {
    await screen("Is this you?");
    await enter("button", "Yes, this is me");
    await screen("Our page");
    await hands.to("button", "Pictures and short sentences");
    await hands.press("Space");
    assert.ok(!(await hands.untilAt("button", "Without pictures")).isPressed, "what it would do is said once");
    await hands.press("Space");
    await hands.untilAt("button", "Pictures and short sentences");
    await enter("button", "Look at my page");
    await screen("What matters to me");
  });

  await t.test("words are changed, crossed out and put back, and the focus is never lost", async () => {
    await enter("button", "Change this: What matters to me");
    await hands.untilAt("textbox", /What matters to me$/);
    await hands.press("Control+A");
    await hands.type("I sing by heart.");
    await enter("button", "Done");
    await hands.untilAt("button", "Change this: What matters to me");
    await enter("button", `Cross it out: ${STRENGTHS}`);
    await hands.untilAt("button", `Put it back: ${STRENGTHS}`);
    await hands.press("Space");
    await hands.untilAt("button", `Cross it out: ${STRENGTHS}`);
    await hands.press("Space");
    await hands.untilAt("button", `Put it back: ${STRENGTHS}`);
    await enter("button", "Next");
    await screen("What did Ana Price promise me?");
    await enter("button", "Next");
  });

  await t.test("a number and a word are chosen with the arrows", async () => {
    await screen("Something I hope for");
    await hands.to("radio", "0", { group: "How is this going?" });
    await hands.to("radio", "6", { group: "How is this going?", key: "ArrowRight" });
    await hands.to("radio", "1", { group: "How important this is to me" });
    await hands.press("Space");
    assert.ok((await hands.here()).isChecked);
    await enter("button", "Next");
    await screen("The small step");
    await hands.to("radio", "I did it", { group: "How did it go?" });
    await hands.to("radio", "Not yet", { group: "How did it go?", key: "ArrowDown" });
    await hands.to("textbox", "What got in the way?");
    await hands.type("No bus");
    await hands.to("textbox", "Is there a smaller step?");
    await hands.type("Look out the number");
    await hands.to("textbox", "What got in the way?", { key: "Shift+Tab" });
    await hands.press("End");
    await hands.type(" on Sundays");
    await enter("button", "Next");
    for (const name of ["What helps", "What if it gets hard", "Who can see this"]) {
      await screen(name);
      if (name === "What helps") {
        await enter("button", "These words: Mostly a text first, at ten");
        await hands.untilAt("button", "Put it back: What helps");
        await enter("button", "Back");
        await hands.untilAt("heading", "The small step");
        await enter("button", "Next");
        await hands.untilAt("heading", "What helps");
      }
      if (name === "Who can see this") {
        await hands.to("radio", "Yes", { group: "May we tell your GP what we are doing?" });
        await hands.to("radio", "Ask me first", { key: "ArrowDown" });
      }
      await enter("button", "Next");
    }
  });

  await t.test("it is agreed, the phone goes back, and all of it is in the record", async () => {
    await screen("What we agreed");
    await hands.to("textbox", "This is what we agreed");
    await hands.type("Ana rings the chapel.");
    await enter("button", "I agree");
    await hands.untilAt("heading", "Thank you, Mo");
    assert.match(await page.getByRole("main").innerText(), /When we meet next/);
    await hands.to("button", "Give the phone back");
    await hands.press("Space");
    await page.waitForURL((url) => url.pathname === "/");
    const door = await handsOn(page);
    await door.untilAt("textbox", "Your passphrase");
    await door.type(PASSPHRASE);
    await door.press("Enter");
    await heading(page, "Our page").waitFor();
    for (const words of ["I sing by heart.", "Look out the number", "Ana rings the chapel."]) await page.getByText(words, { exact: true }).first().waitFor();
    for (const words of ["I know every hymn.", "Mostly a text first", "A text first, at ten"]) assert.equal(await page.getByText(words, { exact: true }).count(), 0, words);
  });
  assert.deepEqual([...new Set(hands.wrong)], []);
  assert.deepEqual(cspViolations(phone), []);
});

test("the page behind a link, from the six numbers to “It is on its way”", async (t) => {
  const { phone: anas, home } = await startTeamWith(t, LINES);
  await writeApart(anas, home);
  await closePhone(anas);
  await bridge(home, "sync");
  const [share] = await bridge(home, "share", "--person", MO);
  const phone = await openPhone(await folder(t));
  t.after(() => closePhone(phone));
  await phone.page.goto(share.link);
  const hands = await handsOn(phone.page);
  const enter = async (role, name, more) => {
    await hands.to(role, name, more);
    await hands.press("Enter");
  };

  await t.test("the numbers are asked for, and wrong ones are told of where the focus is", async () => {
    await hands.untilAt("textbox", "The six numbers");
    await hands.walkThrough();
    await hands.to("textbox", "The six numbers");
    await hands.type(share.code === "111111" ? "222222" : "111111");
    await hands.press("Enter");
    await phone.page.getByRole("alert").getByText("You can try 4 more times.").waitFor();
    await hands.untilAt("textbox", "The six numbers");
    await hands.press("Control+A");
    await hands.type(share.code);
    await hands.press("Enter");
    await hands.untilAt("heading", "Hello, Mo");
  });

  await t.test("every stop of the page is seen, in order, there and back", async () => {
    const stops = await hands.walkThrough();
    assert.ok(stops.length > 20, `${stops.length} stops`);
    assert.deepEqual([...new Set(hands.wrong)], []);
  });

  await t.test("a line is changed and left as it was; a step, a number and a line are said; it is sent", async () => {
    const words = /^In your words/;
    await enter("button", "Say it differently: What matters to you");
    await hands.untilAt("textbox", words);
    await hands.type("No: ");
    await enter("button", /^Leave it as it was/);
    await hands.untilAt("button", "Say it differently: What matters to you");
    await hands.press("Enter");
    await hands.untilAt("textbox", words);
    await hands.press("Control+A");
    await hands.type("I sing by heart.");
    await enter("button", "Say it like this: Mostly a text first, at ten");
    await hands.untilAt("textbox", words);
    assert.equal(await phone.page.getByRole("textbox", { name: "In your words. Leave it empty to cross it out. What helps you" }).inputValue(), "Mostly a text first, at ten");
    await hands.to("radio", "0", { group: "How is it going, from 0 to 10? Hear the chapel choir again" });
    await hands.to("radio", "7", { group: "How is it going, from 0 to 10? Hear the chapel choir again", key: "ArrowRight" });
    await enter("button", "Not today: How is it going, from 0 to 10? Hear the chapel choir again");
    await hands.to("radio", "I did it", { group: "How did it go? Ring the chapel" });
    await hands.to("radio", "Some of it", { group: "How did it go? Ring the chapel", key: "ArrowDown" });
    await hands.to("textbox", "What got in the way? You need not say. Ring the chapel");
    await hands.type("The bus");
    await hands.to("textbox", "A line to Ana Price, if you like");
    await hands.type("Ring after ten");
    await hands.to("radio", "I agree", { group: "Do you agree with this page?" });
    await hands.press("Space");
    await hands.to("button", "Send it to Ana Price");
    await hands.press("Space");
    await hands.untilAt("heading", "It is on its way to Ana Price");
    await bridge(home, "sync");
    const review = (await bridge(home, "export")).find((line) => line.kind === "review");
    assert.deepEqual([review.line, review.agreed], ["Ring after ten", "agreed"]);
    const [told] = await bridge(home, "page", "--person", MO);
    assert.equal(told.matters.versions[0].words, "I sing by heart.");
    assert.deepEqual(told.helps.versions.map((version) => version.words), ["Mostly a text first, at ten"]);
    assert.equal(told.hopes[0].going.number, null);
  });
  assert.deepEqual([...new Set(hands.wrong)], []);
  assert.deepEqual(cspViolations(phone), []);
});
