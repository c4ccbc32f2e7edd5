// A page on somebody's own phone: by a link and six numbers, in a browser that has nothing of ours.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { ROOT, axe, bridge, canaries, closePhone, cspViolations, folder, openPhone, stopServer } from "../harness.mjs";
import { THREE_HUNDRED } from "../injections.mjs";
import { openPerson, startBridgeWith, startTeamWith, until } from "./actors.mjs";

const MO = "018f0000-0000-7000-8000-000000000001";
const GOAL = "018f0000-0000-7000-8000-000000000002";
const button = (page, name) => page.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { name, exact: true });

// A worker without screens who knows Mo, and a link to Mo's page.
async function sharedPage(t, fields = {}, goal = {}) {
  const { server, home, data } = await startBridgeWith(t, [
    { kind: "person", id: MO, name: "Maureen Hartley", preferred_name: "Mo", matters: "I used to sing.", ...fields },
    { kind: "goal", id: GOAL, person: MO, words: "Sing again", step: "Ring the chapel", ...goal },
  ]);
  const [made] = await bridge(home, "share", "--person", MO);
  assert.equal(made.waits, false);
  return { server, home, data, ...made };
}

// Her phone: a browser with nothing in it.
async function herPhone(t, more) {
  const phone = await openPhone(await folder(t), more);
  t.after(() => closePhone(phone).catch(() => { /* closed by its test */ }));
  return phone;
}

async function enter(page, code) {
  await page.getByLabel("The six numbers").fill(code);
  await button(page, "Open the page").click();
}

async function opened(page, { link, code }, called = "Mo") {
  await page.goto(link);
  await enter(page, code);
  await heading(page, `Hello, ${called}`).waitFor();
}

async function write(page, place, words) {
  await page.getByRole("button", { name: new RegExp(`: ${place}$`) }).click();
  await page.getByRole("textbox", { name: /^In your words/ }).last().fill(words);
}

async function matters(home) {
  const [page] = await bridge(home, "page", "--person", MO);
  return page.matters.versions.map((version) => version.words).sort();
}

test("a review by a link, with no network in between, ends in two versions", async (t) => {
  const share = await sharedPage(t);
  const phone = await herPhone(t);
  const { page } = phone;
  await page.goto(share.link);
  await enter(page, share.code === "111111" ? "222222" : "111111");
  await page.getByText("You can try 4 more times.").waitFor();
  await enter(page, share.code);
  await heading(page, "Hello, Mo").waitFor();
  assert.equal(await page.title(), "A page");
  await write(page, "What matters to you", "I sing in the kitchen.");
  await page.getByRole("group", { name: "How did it go?" }).getByLabel("Some of it").check({ force: true });
  await page.getByLabel("What got in the way? You need not say.").fill("The bus");
  await page.getByRole("group", { name: "How is it going, from 0 to 10?" }).getByLabel("7", { exact: true }).check({ force: true });
  await page.getByRole("group", { name: "Do you agree with this page?" }).getByLabel("Not yet").check({ force: true });
  await phone.context.setOffline(true);
  await button(page, "Send it to Ana Price").click();
  await page.getByText("it goes by itself.", { exact: false }).waitFor();
  assert.equal(await page.getByRole("textbox", { name: /^In your words/ }).inputValue(), "I sing in the kitchen.");
  await bridge(share.home, "set", "--person", MO, "--field", "matters", "--value", "I sang in a choir.");
  await phone.context.setOffline(false);
  await heading(page, "It is on its way to Ana Price").waitFor({ timeout: 25_000 });
  await bridge(share.home, "sync");
  assert.deepEqual(await matters(share.home), ["I sang in a choir.", "I sing in the kitchen."]);
  assert.deepEqual(cspViolations(phone), []);
  assert.deepEqual(await canaries(share.data, ["kitchen", "choir", "The bus", share.link.split("#")[1]]), []);
  assert.ok(!share.server.log.includes(share.id), "no address of a link in the log");
});

test("five wrong codes close the page, also to the right one; new numbers open it", async (t) => {
  const share = await sharedPage(t);
  const { page } = await herPhone(t);
  await page.goto(share.link);
  const wrong = share.code === "111111" ? "222222" : "111111";
  for (const left of ["4 more times", "3 more times", "2 more times", "once more"]) {
    await enter(page, wrong);
    await page.getByText(`You can try ${left}.`).waitFor();
  }
  await enter(page, wrong);
  await page.getByText("so the page is locked", { exact: false }).waitFor();
  await enter(page, share.code);
  await button(page, "Open the page").and(page.locator(":enabled")).waitFor();
  await page.getByText("so the page is locked", { exact: false }).waitFor();
  assert.equal(await heading(page, "Hello, Mo").isVisible(), false);
  const [{ code }] = await bridge(share.home, "fresh-code", share.id);
  await enter(page, code);
  await heading(page, "Hello, Mo").waitFor();
});

test("a link cut short, pasted with a space, on two phones, and ended", async (t) => {
  const share = await sharedPage(t);
  const [one, other] = [await herPhone(t), await herPhone(t)];
  await one.page.goto(share.link.slice(0, -3));
  await one.page.getByText("A piece of this link is missing.", { exact: false }).waitFor();
  await opened(one.page, { ...share, link: `${share.link}%20` });
  await opened(other.page, share);
  for (const [phone, words] of [[one, "From one phone"], [other, "From the other"]]) {
    await phone.page.getByLabel("A line to Ana Price, if you like").fill(words);
    await button(phone.page, "Send it to Ana Price").click();
    await heading(phone.page, "It is on its way to Ana Price").waitFor();
  }
  await bridge(share.home, "sync");
  const reviews = (await bridge(share.home, "export")).filter((line) => line.kind === "review");
  assert.deepEqual(reviews.map((review) => review.line).sort(), ["From one phone", "From the other"]);
  await bridge(share.home, "revoke", share.id);
  const answer = await one.page.goto(share.link.split("#")[0]);
  assert.equal(answer.status(), 410);
  assert.equal(answer.headers()["cache-control"], "no-store");
  await heading(one.page, "This link is not open any more").waitFor();
});

test("twenty thousand characters and three hundred scripts are words like any other", async (t) => {
  const script = `<img src=x onerror=alert(1)><script>alert(2)</script>"'\`\${alert(3)}</textarea>javascript:alert(4)`;
  const evil = THREE_HUNDRED.join("\n");
  const share = await sharedPage(t, { preferred_name: script, matters: evil, strengths: script, helps: script, gets_in_the_way: script,
    if_hard_signs: script, if_hard_helps: script, if_hard_whom: script }, { words: script, step: script, wording: script, step_when: script });
  const phone = await herPhone(t);
  const { page } = phone;
  page.on("dialog", () => assert.fail("a script ran"));
  await opened(page, share, script.replace(/\s+/g, " "));
  assert.equal(await page.locator("blockquote").first().textContent(), evil);
  assert.equal(await page.locator("body img, main script, main a, iframe, object, embed, svg, style, main link").count(), 0);
  const long = "ab ü🎶 ".repeat(2_900).slice(0, 20_000);
  await write(page, "Something you hope for", long);
  await write(page, "What helps you", evil);
  await button(page, "Send it to Ana Price").click();
  await heading(page, "It is on its way to Ana Price").waitFor();
  await bridge(share.home, "sync");
  const [told] = await bridge(share.home, "page", "--person", MO);
  assert.equal(told.hopes[0].words.versions[0].words, long.trim());
  assert.equal(told.helps.versions[0].words, evil);
  assert.equal(await page.evaluate(() => window.broken), undefined);
  assert.deepEqual(cspViolations(phone), []);
});

test("a copy has no scripts, and leaving is quick", async (t) => {
  const share = await sharedPage(t);
  const { page } = await herPhone(t);
  await opened(page, share);
  await write(page, "What matters to you", "I sing <b>again</b>.");
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save it as a file").click()]);
  const copy = await readFile(await download.path(), "utf8");
  assert.ok(copy.includes("I sing &lt;b&gt;again&lt;/b&gt;.") && !/<script|<link|src=/.test(copy), copy);
  await page.route(/^https:/, (route) => route.fulfill({ body: "the weather" }));
  await button(page, "Leave this page quickly").click();
  await page.waitForURL(/^https:/);
});

test("the page is sound in light and dark, on the smallest phone, with the largest text, by keyboard, on paper", async (t) => {
  const share = await sharedPage(t);
  const phone = await herPhone(t);
  const { page } = phone;
  const screenshots = path.join(ROOT, "target/screenshots");
  await mkdir(screenshots, { recursive: true });
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(share.link);
  await page.getByLabel("The six numbers").waitFor();
  assert.deepEqual(await axe(page), [], "before the code");
  await page.keyboard.type(share.code);
  await page.keyboard.press("Enter");
  await heading(page, "Hello, Mo").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "hello");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await axe(page), [], colorScheme);
    await page.screenshot({ path: path.join(screenshots, `share-${colorScheme}.png`), fullPage: true });
  }
  const isWide = () => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  assert.equal(await isWide(), false);
  await page.evaluate(() => { document.documentElement.style.setProperty("font-size", "200%"); });
  assert.equal(await isWide(), false, "with text twice as large");
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  assert.ok(await page.getByText("What matters to me").isVisible());
  assert.equal(await page.getByRole("button").first().isVisible(), false);
});

test("without scripts, and with the server away, a kind sentence stands there", async (t) => {
  const share = await sharedPage(t);
  const phone = await herPhone(t, { javaScriptEnabled: false });
  await phone.page.goto(share.link);
  await heading(phone.page, "A page for you").waitFor();
  assert.ok(await phone.page.locator("noscript p").isVisible());
  const other = await herPhone(t);
  await other.page.goto(share.link);
  await stopServer(share.server);
  await enter(other.page, share.code);
  await other.page.getByText("There is no network just now.", { exact: false }).waitFor();
});

test("on a worker's phone a link is made, waits for a signal, and what comes by it is told", async (t) => {
  const { phone } = await startTeamWith(t, [{ kind: "person", id: MO, name: "Maureen Hartley", preferred_name: "Mo", matters: "I used to sing." }]);
  const { page } = phone;
  await openPerson(page, /Hartley/);
  await page.evaluate((id) => {
    history.pushState(null, "", `/people/${id}/share`);
    dispatchEvent(new PopStateEvent("popstate"));
  }, MO);
  await heading(page, "On their own phone").waitFor();
  await phone.context.setOffline(true);
  await button(page, "Make a link").click();
  await page.getByText("It works as soon as this phone has a signal.").waitFor();
  const link = await page.getByRole("code").textContent();
  const code = await page.getByText(/^\d{3} \d{3}$/).textContent();
  assert.match(code, /^\d{3} \d{3}$/);
  await page.screenshot({ path: path.join(ROOT, "target/screenshots", "share-worker.png"), fullPage: true });
  assert.deepEqual(await axe(page), []);
  await phone.context.setOffline(false);
  await button(page, "New numbers").click();
  await page.getByText("This link is open.").waitFor();
  const fresh = (await page.getByText(/^\d{3} \d{3}$/).last().textContent()).replace(" ", "");
  const her = await herPhone(t);
  await opened(her.page, { link, code: fresh });
  await her.page.getByLabel("A line to Ana Price, if you like").fill("Ring after ten");
  await button(her.page, "Send it to Ana Price").click();
  await heading(her.page, "It is on its way to Ana Price").waitFor();
  await button(page, "New numbers").click();
  await page.getByText("Mo has sent something back. It is in the story.").waitFor();
  await button(page, "End it now").click();
  await page.getByText("This link was ended.").waitFor();
  await until("the link opens nothing", async () => (await her.page.goto(link.split("#")[0])).status() === 410);
});
