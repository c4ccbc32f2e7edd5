// The script of the page behind a link, and the engine that seals for it: they agree on the vectors.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";

const script = createRequire(import.meta.url)("../../src/server/share_page/page.js");
const SECRET = new TextEncoder().encode("sixteen bytes ok");

async function vector(name) {
  const hex = await readFile(new URL(`../vectors/${name}.hex`, import.meta.url), "utf8");
  return Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex"));
}

const ANSWER = {
  at: 1790000000123, said: { 0: "I sing in the kitchen. 🎶" }, numbers: { 4: 7 },
  steps: { 5: { how: "SomeOfIt", in_the_way: "The bus", next: "Look out the number" } },
  line: "Thank you", agreed: "NotYet", agreed_words: "", differently: "The stairs",
};

test("the browser opens the page that a phone sealed", async () => {
  const keys = await script.keysOf(SECRET);
  assert.deepEqual(keys.id, await vector("share-1-id"));
  assert.deepEqual(keys.door, await vector("share-1-door"));
  const page = await script.openPage(keys, await vector("share-1-page"));
  assert.equal(page.called, "Mo");
  assert.deepEqual(page.matters.versions[0], { words: "Clywed y côr eto 🎶", by: { Worker: "Ana" }, on: "2026-11-22" });
  assert.equal(page.hopes[0].step.words.versions[0].by, "Theirs");
  assert.deepEqual([page.hopes[0].going, page.hopes[0].importance.number], [{ slot: 4, number: 3 }, null]);
});

test("what the browser seals is byte for byte what phones are tested to open", async () => {
  const keys = await script.keysOf(SECRET);
  const kept = await vector("share-1-answer");
  assert.deepEqual(await script.sealAnswer(keys, ANSWER, kept.slice(0, 12)), kept);
});

test("a page of another link, or an altered one, does not open", async () => {
  const other = await script.keysOf(new TextEncoder().encode("sixteen bytes no"));
  const sealed = await vector("share-1-page");
  await assert.rejects(script.openPage(other, sealed));
  sealed[20] ^= 1;
  await assert.rejects(script.openPage(await script.keysOf(SECRET), sealed));
});

test("a link that was cut short is told, and one pasted with a space is not harmed", () => {
  const whole = "#BQUFBQUFBQUFBQUFBQUFBQ";
  for (let cut = 0; cut < whole.length; cut += 1) {
    assert.equal(script.secretIn(whole.slice(0, cut)), null);
  }
  for (const pasted of [whole, ` ${whole.slice(1)} `, `${whole}%20`, "#BQUFBQUFBQU FBQUFBQUFBQ"]) {
    assert.deepEqual(script.secretIn(pasted), new Uint8Array(16).fill(5));
  }
  assert.deepEqual(script.idIn("/share/05050505-0505-0505-0505-050505050505"), new Uint8Array(16).fill(5));
  for (const path of ["/share/", "/share/0505", "/share/nothing", "/share/05050505-0505-0505-0505-05050505050"]) {
    assert.equal(script.idIn(path), null);
  }
});

test("nothing said is nothing to send", () => {
  assert.ok(script.isEmpty(script.nothingSaid()));
  assert.ok(!script.isEmpty({ ...script.nothingSaid(), line: "Thank you" }));
});
