// Something to hold: a card with the next day and whom to ring, and a message; the plan is on neither
// unless the two agree.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { axe, closePhone, cspViolations, folder, openPhone } from "../harness.mjs";
import { dayFromNow, goTo, heading, openPerson, startTeamWith, until } from "./actors.mjs";

const MO = "018f0000-0000-7000-8000-000000000001";
const STEP = "Ring the Pomfret usher", MATTERS = "I used to sing.";
const next_contact_on = dayFromNow(9);
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" })
  .format(new Date(next_contact_on)).replace(",", "");
const LINES = [
  { kind: "person", id: MO, name: "Maureen Hartley", preferred_name: "Mo", telephone: "01632 960999", matters: MATTERS, next_contact_on },
  { kind: "goal", id: "018f0000-0000-7000-8000-000000000002", person: MO, words: "Sing again", step: STEP },
];
const button = (page, name) => page.getByRole("button", { name, exact: true });
const region = (page, name) => page.getByRole("region", { name });

async function writeIn(page, place, field, words) {
  await region(page, place).getByRole("button", { name: `Add: ${field}` }).click();
  await page.getByRole("textbox", { name: field }).fill(words);
  await button(page, "Done").click();
  await region(page, place).getByText(words).waitFor();
}

async function toOurPage(page) {
  await openPerson(page, /Hartley/);
  await page.getByRole("link", { name: /^Our page/ }).click();
  await heading(page, "To take home").waitFor();
}

// Width and height out of the first bytes of a PNG.
async function sizeOf(file) {
  const bytes = await readFile(file);
  assert.equal(bytes.subarray(1, 4).toString(), "PNG");
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes.length];
}

test("what somebody takes home", async (t) => {
  const { phone } = await startTeamWith(t, LINES);
  const { page } = phone;
  const home = region(page, "To take home");
  const message = home.getByRole("textbox", { name: "A message, to change as you like" });

  await t.test("has the number of the worker, and that of the team, once they gave one", async () => {
    await goTo(page, "Phone");
    await writeIn(page, "The number people ring me on", "Telephone", "07700 900123");
    await goTo(page, "Team");
    await writeIn(page, "How people reach our team", "What we are called", "Kelham team");
    await writeIn(page, "How people reach our team", "Telephone", "01632 960001");
    await toOurPage(page);
    for (const words of [DAY, "Ana Price: 07700 900123", "Kelham team: 01632 960001"]) await home.locator("p", { hasText: words }).waitFor();
    assert.deepEqual(await axe(page), []);
  });

  await t.test("is a picture that says nothing of the plan", async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save the card as a picture").click()]);
    assert.equal(download.suggestedFilename(), "our-next-day.png");
    const [width, height, n_bytes] = await sizeOf(await download.path());
    assert.ok(width === 1080 && height > 300 && height < 900 && n_bytes > 5_000, `${width} × ${height}, ${n_bytes} bytes`);
    const words = await home.locator(".take-home").innerText();
    assert.ok(!words.includes(STEP) && !words.includes(MATTERS), words);
  });

  await t.test("is a message with the step only where the two agree, and as they change it", async () => {
    const written = await message.inputValue();
    assert.ok(written.startsWith("Hello Mo.") && written.includes(DAY) && written.includes("07700 900123"), written);
    assert.ok(!written.includes(STEP), written);
    await button(page, "With the small step we agreed").click();
    await until("the step is in it", async () => (await message.inputValue()).includes(STEP));
    await message.fill("See you, Mo.");
    const to = home.getByRole("link", { name: "Send it as a text" });
    await until("what was changed is sent", async () => (await to.getAttribute("href")).endsWith(`body=${encodeURIComponent("See you, Mo.")}`));
    assert.ok((await to.getAttribute("href")).startsWith("sms:01632960999"));
  });

  await t.test("and a link that is over tells whom to ring, and Today that she wrote", async () => {
    await page.getByRole("link", { name: "On their own phone" }).click();
    await button(page, "Make a link").click();
    await page.getByText("This link is open.").waitFor();
    const link = await page.getByRole("code").textContent();
    const code = (await page.getByText(/^\d{3} \d{3}$/).textContent()).replace(" ", "");
    const her = await openPhone(await folder(t));
    t.after(() => closePhone(her));
    await her.page.goto(link);
    await her.page.getByLabel("The six numbers").fill(code);
    await button(her.page, "Open the page").click();
    await her.page.getByText("Ana Price: 07700 900123").waitFor();
    await her.page.getByLabel("A line to Ana Price, if you like").fill("Ring after ten");
    await button(her.page, "Send it to Ana Price").click();
    await heading(her.page, "It is on its way to Ana Price").waitFor();
    await goTo(page, "Phone");
    await button(page, "Try now").click();
    await goTo(page, "Today");
    await page.getByText(/^Mo wrote on their page/).waitFor();
    await page.getByRole("link", { name: "Read it" }).click();
    await page.getByText("Ring after ten").waitFor();
    await page.getByRole("link", { name: "On their own phone" }).click();
    await button(page, "End it now").click();
    await until("the link opens nothing", async () => (await her.page.goto(link.split("#")[0])).status() === 410);
    await her.page.getByText("Telephone: 01632 960001").waitFor();
    await her.page.getByText("Kelham team").waitFor();
  });

  assert.deepEqual(cspViolations(phone), []);
});
