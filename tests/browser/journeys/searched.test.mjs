// What the server has of a review by a link: nothing of its words, of the secret or of the numbers. Looked
// for in all that it writes, in every way in which it could be written.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { mkdir, readFile, readdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { ROOT, backUp, bridge, closePhone, folder, openPhone, stopServer } from "../harness.mjs";
import { startBridgeWith } from "./actors.mjs";

const { keysOf, secretIn } = createRequire(import.meta.url)(path.join(ROOT, "src/server/share_page/page.js"));
const MO = "018f0000-0000-7000-8000-000000000001", GOAL = "018f0000-0000-7000-8000-000000000002";
const PLAN = { called: "Mopsywick", family_name: "Hartlequist", matters: "Brindlehymn", hope: "Larkspurchoir", step: "Pomfretusher", promise: "Teaselhall" };
const SAID = { changed: "Tansyverse", in_the_way: "Bramblebus", line: "Dandelionring", differently: "Sorrelview", why: "Peapodding" };
// Nothing was written of it, and it is found where it was put: so the search finds what is there.
const CONTROL = "Wimberstone";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { name, exact: true });

// As text of one or two bytes a letter, as digits of either kind, and as base64 wherever it may begin.
function ways(what) {
  const bytes = Buffer.from(what);
  const hex = bytes.toString("hex");
  const base64 = [0, 1, 2].flatMap((n_before) => {
    const written = Buffer.concat([Buffer.alloc(n_before), bytes]).toString("base64").replaceAll("=", "");
    // The letters that other bytes have a part in, before and behind, are not its own.
    const own = written.slice(n_before === 0 ? 0 : n_before + 1, (n_before + bytes.length) % 3 === 0 ? undefined : -1);
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
  const wide = typeof what === "string" ? [Buffer.from(what, "utf16le")] : [];
  return [bytes, ...wide, ...[hex, hex.toUpperCase(), ...base64].map((text) => Buffer.from(text))];
}

// Which of these, by their names, stand in a file below `dir`.
async function found(dir, wanted) {
  const names = new Set();
  for (const name of await readdir(dir, { recursive: true })) {
    const file = path.join(dir, name);
    if (!(await stat(file)).isFile()) continue;
    const bytes = await readFile(file);
    for (const [what, value] of Object.entries(wanted)) {
      if (ways(value).some((way) => bytes.includes(way))) names.add(what);
    }
  }
  return [...names].sort();
}

async function teamWithAShare(t) {
  const lines = [
    { kind: "person", id: MO, given_name: "Maureen", family_name: PLAN.family_name, preferred_name: PLAN.called, matters: PLAN.matters },
    { kind: "goal", id: GOAL, person: MO, words: PLAN.hope, step: PLAN.step },
    { kind: "promise", id: "018f0000-0000-7000-8000-000000000003", person: MO, by: "worker", text: PLAN.promise },
  ];
  const { server, home } = await startBridgeWith(t, lines);
  const [share] = await bridge(home, "share", "--person", MO);
  return { server, home, share };
}

async function review(t, { link, code }) {
  const phone = await openPhone(await folder(t));
  const { page } = phone;
  await page.goto(link);
  for (const numbers of [code === "111111" ? "222222" : "111111", code]) {
    await page.getByLabel("The six numbers").fill(numbers);
    await button(page, "Open the page").click();
    if (numbers !== code) await page.getByText("You can try 4 more times.").waitFor();
  }
  await heading(page, `Hello, ${PLAN.called}`).waitFor();
  assert.ok((await page.getByRole("main").innerText()).includes(PLAN.matters));
  await page.getByRole("button", { name: /: What matters to you$/ }).click();
  await page.getByRole("textbox", { name: /^In your words/ }).fill(SAID.changed);
  await page.getByLabel("What got in the way? You need not say.").fill(SAID.in_the_way);
  await page.getByLabel("A line to Ana Price, if you like").fill(SAID.line);
  await page.getByLabel("Is there something that you two see differently?").fill(SAID.differently);
  await page.getByLabel("You may say why. You need not.").fill(SAID.why);
  await button(page, "Send it to Ana Price").click();
  await heading(page, "It is on its way to Ana Price").waitFor();
  await closePhone(phone);
}

// All that the server has, in one folder a time: as it runs, what it says, and what is kept of it.
async function places(t, server, name) {
  const [said, kept] = [await folder(t), await folder(t)];
  await writeFile(path.join(said, "out"), server.out);
  // Any six figures may stand in a moment by themselves.
  await writeFile(path.join(said, "log"), server.log.replaceAll(/"timestamp":"[^"]*"/g, ""));
  await backUp(server, kept);
  return { [`its folder, ${name}`]: server.data, [`what it says, ${name}`]: said, [`a backup, ${name}`]: kept };
}

test("the server has nothing of a review by a link but what is sealed", async (t) => {
  const { server, home, share } = await teamWithAShare(t);
  const behind = share.link.split("#")[1];
  const secret = secretIn(`#${behind}`);
  const { door, id } = await keysOf(secret);
  assert.equal(Buffer.from(id).toString("hex"), share.id.replaceAll("-", ""), "the right secret");
  const secrets = { ...PLAN, ...SAID, behind, secret, door, "the numbers": share.code };
  const never = async (where) => {
    for (const [place, dir] of Object.entries(where)) assert.deepEqual(await found(dir, secrets), [], place);
  };

  await t.test("the search finds what is there, however it is written", async () => {
    const dir = await folder(t);
    const bytes = Buffer.from(CONTROL);
    for (const [at, way] of ways(CONTROL).entries()) {
      await mkdir(path.join(dir, String(at)));
      await writeFile(path.join(dir, String(at), "file"), Buffer.concat([Buffer.from("…before"), way, Buffer.from("behind")]));
      assert.deepEqual(await found(path.join(dir, String(at)), { CONTROL: bytes, never: "Fenlarkrow" }), way.equals(Buffer.from(CONTROL, "utf16le")) ? [] : ["CONTROL"]);
      assert.deepEqual(await found(path.join(dir, String(at)), { CONTROL }), ["CONTROL"]);
    }
    for (const before of ["", "a", "ab"]) {
      await writeFile(path.join(dir, "base64"), Buffer.from(`${before}${CONTROL}and more`).toString("base64"));
      assert.deepEqual(await found(dir, { CONTROL }), ["CONTROL"]);
    }
  });

  await t.test("before it comes back, and as it lies there", async () => {
    await review(t, share);
    const where = await places(t, server, "waiting");
    assert.deepEqual(await found(server.data, { id }), ["id"], "the link's name is in the database");
    assert.deepEqual(await found(where["a backup, waiting"], { id }), ["id"], "and in a backup");
    assert.deepEqual(await found(where["what it says, waiting"], { asked: "/share/", "the link's name": share.id, id }), ["asked"]);
    await never(where);
  });

  await t.test("when it is in the record, where all of its words are, and after the server has stopped", async () => {
    await bridge(home, "sync");
    const exported = await folder(t);
    await writeFile(path.join(exported, "record.jsonl"), JSON.stringify(await bridge(home, "export")));
    // What she changed stands in the place of what mattered.
    const { matters, ...words } = { ...PLAN, ...SAID };
    assert.deepEqual(await found(exported, words), Object.keys(words).sort(), "in the record");
    const where = await places(t, server, "taken in");
    await never(where);
    await stopServer(server);
    await never({ "its folder, stopped": server.data });
  });
});
