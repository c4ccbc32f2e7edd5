// One window at a time has the record.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addPerson, beginVisit, heading, note, startTeam, unlock } from "./actors.mjs";

test("a second window says that the app is open in the other one, and can take over, mid-sentence", async (t) => {
  const team = await startTeam(t);
  const first = team.phone.page;
  await addPerson(first, { "Likes to be called": "Maureen" });
  await beginVisit(first, "Maureen");
  const draft = first.url();

  const second = await team.phone.context.newPage();
  await second.goto(draft);
  await heading(second, "Open in the other window").waitFor();
  assert.equal(await second.getByText("Maureen").count(), 0);

  await first.bringToFront();
  await note(first, "Maureen").click();
  await first.keyboard.type("The last word is not yet");
  await second.getByRole("button", { name: "Use it here instead" }).click();
  await heading(first, "Open in the other window").waitFor();
  await second.bringToFront();
  await unlock(second);
  await note(second, "Maureen").waitFor();
  assert.equal(await note(second, "Maureen").inputValue(), "The last word is not yet");
});
