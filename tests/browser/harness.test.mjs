// The harness's own eyes: what it looks for, it sees when it is there.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { axe, canaries, closePhone, folder, openPhone } from "./harness.mjs";

test("a word on the disk is found in UTF-8 and in UTF-16, and only where it is", async (t) => {
  const dir = await folder(t);
  await writeFile(path.join(dir, "a"), "…chrysanthemum…");
  await writeFile(path.join(dir, "b"), Buffer.from("…chrysanthemum…", "utf16le"));
  await writeFile(path.join(dir, "c"), "roses");
  const found = await canaries(dir, ["chrysanthemum", "lily"]);
  assert.deepEqual(found.map((line) => line.replace(dir, "")).sort(), ["chrysanthemum in /a", "chrysanthemum in /b"]);
});

test("axe says what is wrong with a page", async (t) => {
  const phone = await openPhone(await folder(t));
  t.after(() => closePhone(phone));
  await phone.page.setContent("<html lang=en><title>A page</title><main><h1>A page</h1><button></button></main></html>");
  assert.match((await axe(phone.page)).join("\n"), /button-name/);
});
