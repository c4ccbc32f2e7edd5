// The app as alongside-server itself serves it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { closePhone, cspViolations, folder, killServer, openPhone, startServer, stopServer } from "./harness.mjs";

test("from the real server the app opens under its policy, and again with the server stopped", async (t) => {
  const server = await startServer(await folder(t));
  t.after(() => killServer(server));
  const phone = await openPhone(await folder(t));
  t.after(() => closePhone(phone));
  const policy = (await phone.page.goto(server.url)).headers()["content-security-policy"];
  assert.match(policy, /default-src 'none'/);
  await phone.page.getByRole("heading", { name: "Alongside" }).waitFor();
  await phone.page.evaluate(() => navigator.serviceWorker.ready);
  await phone.page.waitForFunction(() => navigator.serviceWorker.controller);
  await stopServer(server);
  await phone.page.reload();
  await phone.page.getByRole("textbox", { name: "Your link" }).or(phone.page.getByLabel("Your link")).waitFor();
  assert.deepEqual(cspViolations(phone), []);
});

test("a server that was killed starts again on the same folder and port", async (t) => {
  const data = await folder(t);
  const before = await startServer(data);
  await killServer(before);
  const after = await startServer(data, { port: before.port });
  t.after(() => stopServer(after));
  assert.equal((await fetch(`${after.url}/readyz`)).status, 200);
});
