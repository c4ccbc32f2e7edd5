// What people do with the app, one act each, by the words and roles that they find on its pages.
import { setTimeout as pause } from "node:timers/promises";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { bridge, closePhone, folder, killServer, openPhone, startServer } from "../harness.mjs";

export const PASSPHRASE = "the kettle sings at four";

const button = (page, name, more) => page.getByRole("button", { name, ...more });
export const heading = (page, name) => page.getByRole("heading", { name, exact: true });
export const note = (page, called) => page.getByRole("textbox", { name: called ? `Your note about ${called}` : /^Your note/ });

// A real server on an empty folder, and its founder's phone, which is in the team. All of it goes
// with the test. `t` is a test, or what a file's tests have in common.
export async function startTeam(t, { team = "Kelham Link Workers", name = "Ana Price", network, ...more } = {}) {
  const data = await folder(t);
  const server = await startServer(data, { network });
  const link = JSON.parse(server.out.split("\n")[0]).founding_link;
  const world = { server, founding_link: link, profile: await folder(t), phone: undefined };
  world.phone = await openPhone(world.profile, more);
  t.after(async () => {
    await closePhone(world.phone).catch(() => { /* killed by its test */ });
    await killServer(world.server);
  });
  world.kit = await foundTeam(world.phone.page, link, { team, name });
  return world;
}

// A team that has a record already, `lines` of the import form, and a worker without screens.
export async function startBridgeWith(t, lines, { name = "Ana Price", team = "Kelham Link Workers" } = {}) {
  const [data, home] = [await folder(t), await folder(t)];
  const server = await startServer(data);
  t.after(() => killServer(server));
  const founding = JSON.parse(server.out.split("\n")[0]).founding_link;
  await bridge(home, "join", founding, "--name", name, "--team", team, "--recovery-kit", path.join(home, "kit"));
  const file = path.join(home, "lines.jsonl");
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join("\n"));
  await bridge(home, "import", file);
  await bridge(home, "sync");
  return { server, data, home };
}

// The same, and a phone on which it is.
export async function startTeamWith(t, lines, { name, team, ...more } = {}) {
  const { server, home } = await startBridgeWith(t, lines, { name, team });
  const [{ link }] = await bridge(home, "invite", "--next-phone");
  const phone = await joinTeam(t, link, more);
  return { server, home, phone };
}

// Opens the founding link and goes on until Today; answers the words of the kit.
export async function foundTeam(page, link, { team, name }) {
  await page.goto(link);
  await page.getByLabel("What your team is called").fill(team);
  await page.getByLabel("Your name").fill(name);
  await choosePassphrase(page);
  await button(page, "Begin", { exact: true }).click();
  await heading(page, "Your team’s recovery kit").waitFor();
  const kit = await page.getByRole("listitem").allTextContents();
  await confirmKit(page, kit);
  await heading(page, "Today").waitFor();
  return kit;
}

export async function confirmKit(page, kit) {
  await button(page, "I have them on paper").click();
  await heading(page, "Just to be sure").waitFor();
  for (const field of await page.getByLabel(/^Word \d+$/).all()) {
    const [, number] = (await field.evaluate((input) => input.labels[0].textContent)).match(/(\d+)/);
    await field.fill(kit[Number(number) - 1]);
  }
  await button(page, "Confirm").click();
}

export async function choosePassphrase(page, passphrase = PASSPHRASE) {
  await button(page, "I would rather choose my own").click();
  await page.getByLabel("Your own passphrase").fill(passphrase);
}

// Another phone, in a browser of its own, that joins by a link made on a phone of the team.
export async function joinTeam(t, link, { name, ...more }) {
  const profile = await folder(t);
  const phone = await openPhone(profile, more);
  t.after(() => closePhone(phone).catch(() => { /* killed by its test */ }));
  await phone.page.goto(link);
  if (name) await phone.page.getByLabel("Your name").fill(name);
  await choosePassphrase(phone.page);
  await button(phone.page, "Join the team").click();
  await heading(phone.page, "Today").waitFor();
  return phone;
}

// The link that Our team makes, read as it stands there.
export async function invite(page, words = "A link for a colleague") {
  await goTo(page, "Team");
  await button(page, words).click();
  await button(page, "Copy the link").waitFor();
  return page.getByRole("code").textContent();
}

// By the bar at the foot.
export async function goTo(page, words) {
  await page.getByRole("navigation", { name: "Main pages" }).getByRole("link", { name: words }).click();
}

// The app lies whole on the phone and will open without a server.
export async function untilKept(page) {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
}

export async function addPerson(page, fields) {
  await goTo(page, "People");
  await page.getByRole("link", { name: "Add a person" }).click();
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  await button(page, "Add", { exact: true }).click();
  await heading(page, "At the door").waitFor();
}

export async function openPerson(page, name) {
  await goTo(page, "People");
  await page.getByRole("main").getByRole("link", { name }).click();
  await heading(page, "At the door").waitFor();
}

// People shows one's own; whoever else is in the record is found by a name.
export async function findPerson(page, name) {
  await goTo(page, "People");
  await page.getByLabel("A name, or a word from a note").fill(name);
  await page.getByRole("main").getByRole("link", { name }).first().click();
  await heading(page, "At the door").waitFor();
}

// From a person's page.
export async function beginVisit(page, called) {
  await button(page, `Begin a visit with ${called}`).click();
  await note(page, called).waitFor();
}

// What is typed is on the phone when the phrase at the top says so.
export async function untilSaved(page) {
  await page.getByText("Saved on this phone", { exact: true }).waitFor();
}

export async function agreeNextContact(page, on, how) {
  await chooseDay(page, "Day of the next contact");
  await page.getByLabel("Day of the next contact", { exact: true }).fill(on);
  if (how) await page.getByRole("group", { name: "How", exact: true }).getByRole("radio", { name: how }).check();
}

// A day that was chosen before is changed, and one that was not is chosen.
export async function chooseDay(page, label) {
  await button(page, new RegExp(`^(Change|Choose a day): ${label}$`)).click();
}

export async function keepVisit(page) {
  await button(page, "Keep this visit").click();
  await page.getByText("The visit is kept.").waitFor();
}

export async function lock(page) {
  await goTo(page, "Phone");
  await button(page, "Lock now").click();
  await heading(page, "Hello again").waitFor();
}

export async function unlock(page, passphrase = PASSPHRASE) {
  await page.getByLabel("Your passphrase").fill(passphrase);
  await button(page, "Open", { exact: true }).click();
  await heading(page, "Hello again").waitFor({ state: "hidden" });
}

// A round by hand to its end, so that what others sent before it is here, and until everything is in the
// team's record. Of the heading alone nothing is known: it may stand there from before.
export async function untilInTeamRecord(page) {
  await goTo(page, "Phone");
  const tryNow = await button(page, "Try now").elementHandle();
  await tryNow.evaluate((it) => {
    it.hasEnded = new Promise((resolve) => {
      const watch = new MutationObserver(() => it.disabled || resolve(watch.disconnect()));
      watch.observe(it, { attributes: true, attributeFilter: ["disabled"] });
    });
  });
  await tryNow.click();
  await tryNow.evaluate((it) => it.hasEnded);
  await heading(page, "In the team record").waitFor();
}

// A day as date fields take it, some days from now, where the phones are.
export function dayFromNow(n_days) {
  const day = new Date(Date.now() + n_days * 86_400_000);
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/London" }).format(day);
}

// Asks again until it is so; `what` is said when it never is.
export async function until(what, isSo) {
  const last = Date.now() + 60_000;
  while (!await isSo()) {
    if (Date.now() > last) throw new Error(`not so after a minute: ${what}`);
    await pause(200);
  }
}
