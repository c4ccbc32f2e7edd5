// The app's shell and its versions: what is kept on the phone, and what a person takes when.
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { APP, axe, closePhone, cspViolations, folder, killBrowser, openPhone } from "./harness.mjs";
import { nextRelease, versionOf } from "./releases.mjs";
import { serveFolder } from "./static-server.mjs";

const hashOf = (page) => page.locator("meta[name=alongside-hash]").getAttribute("content");
const drawn = (page) => page.waitForFunction(() => document.getElementById("main").childElementCount > 0);

async function open(page, url) {
  await page.goto(url);
  await drawn(page);
}

// Opens the app for the first time and waits until it lies on the phone whole.
async function openAndKeep(page, url) {
  await open(page, url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
}

// Asks the service worker as the app does, again until it answers as wanted: a look that finds no
// network says so only by what it leaves out.
const ask = (page, message, wanted) => page.evaluate(([message, wanted]) => new Promise((done, giveUp) => {
  const post = () => navigator.serviceWorker.controller.postMessage(message);
  const again = setInterval(post, 1000);
  setTimeout(() => giveUp(new Error(`no ${wanted} after ${JSON.stringify(message)}`)), 20_000);
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (!data[wanted]) return;
    clearInterval(again);
    done(data[wanted]);
  });
  post();
}), [message, wanted]);

for (const colorScheme of ["light", "dark"]) {
  test(`the app opens under the strict policy, ${colorScheme}`, async (t) => {
    const server = await serveFolder(APP);
    const phone = await openPhone(await folder(t), { colorScheme });
    t.after(async () => { await closePhone(phone); await server.stop(); });
    await open(phone.page, server.url);
    await phone.page.locator("#shell").waitFor({ state: "hidden" });
    assert.deepEqual(cspViolations(phone), []);
  });

  test(`the shell is painted before the app arrives, ${colorScheme}`, async (t) => {
    const server = await serveFolder(APP);
    const phone = await openPhone(await folder(t), { colorScheme, serviceWorkers: "block" });
    t.after(async () => { await closePhone(phone); await server.stop(); });
    await phone.context.route("**/*.wasm", () => { /* a network that never answers */ });
    await phone.page.goto(server.url);
    await phone.page.getByText("One moment").waitFor();
    assert.deepEqual(await axe(phone.page), []);
    assert.deepEqual(cspViolations(phone), []);
  });
}

test("at an address without https the shell says why the app cannot run there", async (t) => {
  const server = await serveFolder(APP);
  const phone = await openPhone(await folder(t), { args: ["--host-resolver-rules=MAP elsewhere.test 127.0.0.1"] });
  t.after(async () => { await closePhone(phone); await server.stop(); });
  await phone.page.goto(server.url.replace("localhost", "elsewhere.test"));
  await phone.page.getByRole("status").getByText("begins with https").waitFor();
  assert.equal(await phone.page.locator("#main").evaluate((main) => main.childElementCount), 0);
  assert.deepEqual(await axe(phone.page), []);
});

test("a policy that is broken is noticed", async (t) => {
  const server = await serveFolder(APP);
  const phone = await openPhone(await folder(t));
  t.after(async () => { await closePhone(phone); await server.stop(); });
  await open(phone.page, server.url);
  await phone.page.evaluate(() => document.body.setAttribute("style", "color: red"));
  await phone.page.waitForTimeout(200);
  assert.notDeepEqual(cspViolations(phone), []);
});

test("after one visit the app opens with the server stopped, also when the browser was killed", async (t) => {
  const profile = await folder(t);
  const server = await serveFolder(APP);
  const phone = await openPhone(profile);
  await openAndKeep(phone.page, server.url);
  await server.stop();
  await phone.page.reload();
  await drawn(phone.page);
  await killBrowser(phone);

  const again = await openPhone(profile);
  t.after(() => closePhone(again));
  await open(again.page, `${server.url}/people`);
  assert.equal(await hashOf(again.page), (await versionOf(APP)).hash);
  assert.deepEqual(cspViolations(again), []);
});

test("what is asked of the server is never answered from the phone", async (t) => {
  const server = await serveFolder(APP);
  const phone = await openPhone(await folder(t));
  t.after(() => closePhone(phone));
  await openAndKeep(phone.page, server.url);
  const status = (path) => phone.page.evaluate((path) => fetch(path).then((answer) => answer.status, () => "no answer"), path);
  assert.equal(await status("/version.json"), 200);
  await server.stop();
  for (const path of ["/v1/sync", "/share/x", "/version.json"]) assert.equal(await status(path), "no answer", path);
});

test("a new version waits until it is taken, through a kill and a reload, and is then whole", async (t) => {
  const [profile, releases] = [await folder(t), await folder(t)];
  const before = (await versionOf(APP)).hash;
  const next = path.join(releases, "next");
  const after = await nextRelease(APP, next);

  const server = await serveFolder(APP);
  let phone = await openPhone(profile);
  await openAndKeep(phone.page, server.url);
  await server.stop();

  const newServer = await serveFolder(next, server.port);
  t.after(() => newServer.stop());
  assert.equal((await ask(phone.page, { check: before }, "waiting")).hash, after);
  await phone.page.reload();
  assert.equal(await hashOf(phone.page), before);
  await killBrowser(phone);

  phone = await openPhone(profile);
  t.after(() => closePhone(phone));
  await open(phone.page, server.url);
  assert.equal(await hashOf(phone.page), before, "nobody has taken the new one");

  await ask(phone.page, { take: after }, "current");
  await phone.page.reload();
  await drawn(phone.page);
  assert.equal(await hashOf(phone.page), after);
  await ask(phone.page, { check: after }, "current");
  const caches = await phone.page.evaluate(() => caches.keys());
  assert.deepEqual(caches.filter((name) => name.startsWith("alongside-")), [`alongside-${after}`]);
  assert.deepEqual(cspViolations(phone), []);
});

test("a window that runs the old version keeps what it may still ask for, until it is closed", async (t) => {
  const releases = await folder(t);
  const next = path.join(releases, "next");
  const after = await nextRelease(APP, next);
  const before = await versionOf(APP);
  const oldStyle = Object.keys(before.files).find((name) => name.endsWith(".css"));

  const server = await serveFolder(APP);
  const phone = await openPhone(await folder(t));
  t.after(() => closePhone(phone));
  await openAndKeep(phone.page, server.url);
  const other = await phone.context.newPage();
  await open(other, server.url);
  await server.stop();
  const newServer = await serveFolder(next, server.port);
  t.after(() => newServer.stop());

  await ask(phone.page, { check: before.hash }, "waiting");
  await ask(phone.page, { take: after }, "current");
  await phone.page.reload();
  await ask(phone.page, { check: after }, "current");
  assert.equal(await hashOf(other), before.hash);
  assert.equal(await other.evaluate((name) => fetch(`/${name}`).then(({ ok }) => ok), oldStyle), true);

  await other.close();
  await ask(phone.page, { check: after }, "current");
  const caches = await phone.page.evaluate(() => caches.keys());
  assert.ok(!caches.includes(`alongside-${before.hash}`));
});

test("a version that came broken is not kept, and nothing changes", async (t) => {
  const releases = await folder(t);
  const before = (await versionOf(APP)).hash;
  const next = path.join(releases, "next");
  const broken = await nextRelease(APP, next);
  const css = (await readdir(next)).find((name) => name.endsWith(".css"));
  await writeFile(path.join(next, css), "body { color: hotpink }");

  const server = await serveFolder(APP);
  const phone = await openPhone(await folder(t));
  t.after(() => closePhone(phone));
  await openAndKeep(phone.page, server.url);
  await server.stop();
  const newServer = await serveFolder(next, server.port);
  t.after(() => newServer.stop());

  await ask(phone.page, { check: before }, "current");
  await ask(phone.page, { take: broken }, "current");
  await phone.page.reload();
  await drawn(phone.page);
  assert.equal(await hashOf(phone.page), before);
  assert.ok(!(await phone.page.evaluate(() => caches.keys())).includes(`alongside-${broken}`));
});
