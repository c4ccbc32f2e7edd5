// Every page, in light and dark, small and with large text: the strict policy, axe, nothing cut off.
// What they look like is left in target/screenshots.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { ROOT, axe, bridge, closePhone, cspViolations, folder, killServer, openPhone, startServer } from "../harness.mjs";
import {
  PASSPHRASE, agreeNextContact, choosePassphrase, confirmKit, dayFromNow, goTo, heading, invite, lock, note, openPerson, unlock,
  untilInTeamRecord, untilKept, untilSaved,
} from "./actors.mjs";

const SCREENSHOTS = path.join(ROOT, "target/screenshots");
const FOR_THE_README = process.env.ALONGSIDE_SCREENSHOTS === "1" ? path.join(ROOT, "assets/screenshots") : undefined;

const IPHONE = {
  userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
};

// A demo team on a real server: its founder's bridge, and what she wrote. Answers the link for her phone.
async function demoTeam(t) {
  const [data, home] = [await folder(t), await folder(t)];
  const server = await startServer(data);
  t.after(() => killServer(server));
  const link = JSON.parse(server.out.split("\n")[0]).founding_link;
  await bridge(home, "join", link, "--name", "Jan Whitwell", "--team", "Aldersyke Link Workers", "--recovery-kit", path.join(home, "kit"));
  const colleague = await folder(t);
  const [{ link: forBen }] = await bridge(home, "invite", "--name", "Ben Okafor");
  await bridge(colleague, "join", forBen);
  await bridge(home, "import", await demoLines(home));
  await bridge(home, "sync");
  const [{ link: nextPhone }] = await bridge(home, "invite", "--next-phone");
  return { server, home, nextPhone };
}

// The same field changed on two devices that had not met, and then they meet.
async function changeApart({ page }, home) {
  const people = await bridge(home, "people");
  const maureen = people.find(({ name }) => name === "Maureen Hartley");
  await bridge(home, "set", "--person", maureen.id, "--field", "access", "--value", "The front door works again.");
  await openPerson(page, /Hartley/);
  await page.getByRole("button", { name: "Change: Getting in", exact: true }).click();
  await page.getByRole("textbox", { name: "Getting in", exact: true }).fill("The key safe is by the side door.");
  await page.getByRole("button", { name: "Done" }).click();
  await untilInTeamRecord(page);
  await bridge(home, "sync");
  await untilInTeamRecord(page);
}

// The founder's bridge removes the founder's phone.
async function removePhone(home) {
  const jan = (await bridge(home, "members")).find(({ name }) => name === "Jan Whitwell");
  await bridge(home, "remove", jan.devices.find((device) => !device.is_this).id);
  await bridge(home, "sync");
}

async function demoLines(home) {
  const file = path.join(home, "demo.jsonl");
  const lines = await bridge(home, "demo-lines", "--as", "jan");
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join("\n"));
  return file;
}

// One that is known by name alone, and one where somebody of the team was.
async function addPlaces(page) {
  for (const [name, what] of [["Repair café", "Broken toasters, and company"], ["Library knitters", "Singing on Sundays"]]) {
    await page.getByRole("button", { name: "Add a place" }).click();
    await page.getByLabel("What it is called").fill(name);
    await page.getByLabel("What it is for", { exact: true }).fill(what);
    await page.getByRole("button", { name: "Done" }).click();
    await heading(page, name).waitFor();
    if (name === "Library knitters") break;
    await page.getByRole("link", { name: "Back" }).click();
  }
  await page.getByRole("button", { name: "Add what we learned" }).click();
  await page.getByLabel("What would help whoever goes next?").fill("Jean keeps two chairs by the side door. Nobody minds who only listens.");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByText("Nobody minds who only listens.").waitFor();
}

// All that may be wrong with the page as it stands, in a line each.
async function look(phone, name) {
  const { page } = phone;
  const wrong = [];
  const say = (where) => (words) => wrong.push(`${name}, ${where}: ${words}`);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    (await axe(page)).forEach(say(colorScheme));
    await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${colorScheme}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  (await tooSmall(page)).forEach(say("for a thumb"));
  for (const [where, width, textSize] of [["360 px", 360, ""], ["320 px", 320, ""], ["text at 200 %", 360, "212.5%"]]) {
    await page.setViewportSize({ width, height: 640 });
    await page.evaluate((size) => document.documentElement.style.setProperty("font-size", size), textSize);
    (await cutOff(page)).forEach(say(where));
    if (width === 320) await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-320.png`), fullPage: true });
    if (textSize) await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-large-text.png`), fullPage: true });
  }
  await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
  await page.setViewportSize({ width: 360, height: 640 });
  cspViolations(phone).forEach(say("policy"));
  phone.refusals.length = 0;
  return wrong;
}

// What stands beyond the right edge, so that one would have to scroll sideways.
const cutOff = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  const isBeyond = (element) => element.checkVisibility() && element.getBoundingClientRect().right > width + 1
    && element.getBoundingClientRect().width > 1;
  const beyond = [...document.body.querySelectorAll("*")].filter(isBeyond).map((element) => `${element.localName}.${element.className?.baseVal ?? element.className} beyond the edge`);
  if (document.documentElement.scrollWidth > width) beyond.push("scrolls sideways");
  return beyond.slice(0, 5);
});

// Whatever can be tapped is 44 px high, and as wide; links in running text are as the text.
const tooSmall = (page) => page.evaluate(() => {
  const tappable = document.querySelectorAll("button, a[href], summary, input, textarea, label:has(input[type=radio])");
  const isText = (element) => element.localName === "a" && getComputedStyle(element).display === "inline";
  const isHidden = (element) => !element.checkVisibility() || element.matches("input[type=radio]");
  return [...tappable].filter((element) => !isHidden(element) && !isText(element)).flatMap((element) => {
    const { width, height } = element.getBoundingClientRect();
    return width < 43.5 || height < 43.5 ? [`${element.textContent || element.id}: ${Math.round(width)} × ${Math.round(height)}`] : [];
  });
});

async function forTheReadme(page, name) {
  if (!FOR_THE_README) return;
  await mkdir(FOR_THE_README, { recursive: true });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: path.join(FOR_THE_README, `${name}.png`) });
}

test("every page", async (t) => {
  await mkdir(SCREENSHOTS, { recursive: true });
  const { server, home, nextPhone } = await demoTeam(t);
  const phone = await openPhone(await folder(t));
  t.after(() => closePhone(phone));
  const { page } = phone;
  const is = (name, reach) => t.test(name, async () => {
    await reach();
    assert.deepEqual(await look(phone, name), []);
  });

  await is("welcome", async () => {
    await page.goto(server.url);
    await page.getByLabel("Your link").waitFor();
  });
  await is("use-kit", async () => {
    await page.getByRole("button", { name: "I have a recovery kit" }).click();
    await heading(page, "Come back with your recovery kit").waitFor();
  });
  await is("join", async () => {
    await page.goto(nextPhone);
    await heading(page, "Join Aldersyke Link Workers").waitFor();
    await page.getByText("Write these five words down.").waitFor();
  });
  await is("join-own-passphrase", () => choosePassphrase(page));
  await is("today", async () => {
    await page.getByRole("button", { name: "Join the team" }).click();
    await heading(page, "Today").waitFor();
    await page.getByText("In the team record", { exact: true }).waitFor();
    await page.getByRole("article").first().waitFor();
  });
  await forTheReadme(page, "today");
  await is("safety", async () => {
    await page.getByRole("link", { name: "I expect to be out by …" }).click();
    await page.getByRole("button", { name: "At a time I choose" }).click();
    await page.getByRole("button", { name: "Name a colleague" }).click();
    await page.getByRole("radio", { name: "Ben Okafor" }).check();
  });
  await is("safety-running", async () => {
    await page.getByLabel("Their number").fill("07700 900 123");
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("link", { name: "Ring Ben Okafor" }).waitFor();
    await page.getByRole("button", { name: /^In an hour/ }).click();
    await page.getByRole("complementary", { name: "Expected out" }).waitFor();
    await page.getByText("Another time").click();
  });
  await is("today-expected-out", () => goTo(page, "Today"));
  await page.getByRole("button", { name: "I’m out" }).click();
  await is("people", () => goTo(page, "People").then(() => page.getByRole("link", { name: /Hartley/ }).waitFor()));
  await is("people-found", async () => {
    await page.getByLabel("A name, or a word from a note").fill("chapel");
    await heading(page, "In notes").waitFor();
  });
  await is("add-person", async () => {
    await page.getByRole("link", { name: "Add a person" }).click();
    await page.getByText("More, if you know it").click();
  });
  await is("person", async () => {
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByRole("link", { name: /Hartley/ }).click();
    await heading(page, "At the door").waitFor();
  });
  await is("person-changing", async () => {
    await page.getByText("More about them").click();
    await page.getByRole("button", { name: "Change: What matters to me" }).click();
    await page.getByRole("button", { name: "Add a promise" }).click();
    await page.getByRole("button", { name: "Add a risk" }).click();
    await page.getByRole("button", { name: "Add a hope" }).click();
  });
  await is("no-answer", async () => {
    await page.getByRole("link", { name: "Nobody answered" }).click();
    await page.getByLabel("What might be going on?").fill("She may be at her sister’s.");
    await page.getByRole("group", { name: "What could we try?" }).getByRole("radio", { name: "Another way" }).check();
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByRole("link", { name: "Nobody answered" }).click();
    await page.getByLabel("What might be going on?").waitFor();
  });
  await is("story", async () => {
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByRole("button", { name: "Being alongside" }).click();
    await page.getByText("Look in the story").click();
    await page.getByRole("group", { name: "Show" }).getByRole("radio", { name: "Visits" }).check();
    await page.getByRole("heading", { name: "Being alongside, today" }).waitFor();
  });
  await is("measures", async () => {
    await openPerson(page, /Hartley/);
    await page.getByRole("link", { name: /^How it is going/ }).click();
    await heading(page, "How it is going").waitFor();
    await page.getByRole("group", { name: "How is this going?" }).first().getByRole("radio", { name: "6", exact: true }).check();
  });
  await is("numbers-for-the-team", async () => {
    await page.getByRole("link", { name: "That is all for today" }).click();
    await page.getByRole("link", { name: /^Numbers for the team/ }).click();
    await page.getByRole("button", { name: "PAM: the number it gave" }).click();
  });
  await is("their-people", async () => {
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByRole("link", { name: /^Mo’s people/ }).click();
    for (const name of ["Joan Peel", "Father Dominic", "Our Stephen"]) {
      await page.getByLabel("A name", { exact: true }).fill(name);
      await page.getByRole("button", { name: "Put them on the map" }).click();
      await page.getByRole("button", { name: `${name}, Close in` }).waitFor();
    }
    await page.getByRole("button", { name: "Joan Peel, Close in" }).tap();
    await heading(page, "Joan Peel").waitFor();
  });
  await is("changing-a-step", async () => {
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByRole("button", { name: /^Change the step/ }).first().click();
    await page.getByRole("button", { name: /^Say how it is going:/ }).first().click();
  });
  await is("what-we-tried", async () => {
    await page.getByRole("radio", { name: "Life happened" }).check();
    await page.getByLabel("What we learned, if anything").fill("The stairs are steep, and she had not slept.");
    await page.getByRole("button", { name: "Keep this" }).click();
    await heading(page, "Life happened, today").waitFor();
    await page.getByRole("link", { name: /^What we tried, what we learned/ }).click();
    await page.getByText("The stairs are steep, and she had not slept.").waitFor();
  });
  await is("services-of-the-demo", () => goTo(page, "Team").then(async () => {
    await page.getByRole("link", { name: "Places we know" }).click();
    await heading(page, "Places we know").waitFor();
  }));
  await is("service", async () => {
    await addPlaces(page);
    await page.getByText("Add what you know").click();
    await page.getByRole("button", { name: "Add what we learned" }).click();
  });
  await is("services", async () => {
    await page.getByRole("button", { name: "Never mind" }).click();
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByRole("link", { name: /Library knitters/ }).waitFor();
  });
  await is("find", async () => {
    await openPerson(page, /Hartley/);
    await page.getByRole("link", { name: /^Find something with/ }).click();
    await page.getByRole("button", { name: /^Library knitters/ }).waitFor();
  });
  await is("find-how", async () => {
    await page.getByRole("button", { name: /^Library knitters/ }).click();
    await heading(page, "How shall we do it?").waitFor();
  });
  await is("find-going", async () => {
    await page.getByRole("button", { name: /^We go together/ }).click();
    await page.getByLabel("Who goes").fill("Mo and I");
  });
  await is("person-going", async () => {
    await page.getByRole("button", { name: "Keep this" }).click();
    const section = page.getByRole("region", { name: "Going along" });
    await section.getByRole("link", { name: /^Library knitters/ }).waitFor();
    await section.getByRole("button", { name: "Something stood in the way" }).click();
  });
  await is("connection", async () => {
    await page.getByRole("button", { name: "Never mind" }).click();
    await page.getByRole("link", { name: /^Library knitters/ }).click();
    await page.getByRole("radio", { name: "Something stood in the way" }).check();
    await page.getByRole("radio", { name: "A waiting list" }).check();
    await page.getByRole("radio", { name: "Yes: name it" }).check();
    await page.getByLabel("How long, as they were told").fill("Until spring");
    await page.getByLabel("In a few words, without names").fill("The choir is full until spring");
  });
  await is("connection-ended", async () => {
    await page.getByRole("button", { name: "Keep this" }).click();
    await page.getByText("Kept: Something stood in the way").waitFor();
    await page.getByRole("radio", { name: "Settled in" }).check();
    await page.getByLabel("In a few words", { exact: true }).fill("She has her old chair back.");
    await page.getByRole("button", { name: "Keep this" }).click();
    await page.getByRole("button", { name: "Take it up again" }).waitFor();
  });
  await is("barriers", async () => {
    await goTo(page, "Team");
    await page.getByRole("link", { name: "What stands in the way here" }).click();
    await heading(page, "The choir is full until spring").waitFor();
  });
  await is("what-we-carry", async () => {
    await goTo(page, "Team");
    await page.getByRole("link", { name: "What we carry" }).click();
    await page.getByRole("region", { name: "With me" }).getByText("Close just now", { exact: true }).first().waitFor();
    await page.getByText("Steadily", { exact: true }).last().click();
  });
  await is("how-we-have-been-going", async () => {
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByRole("link", { name: "How we have been going" }).click();
    await page.getByRole("region", { name: "Where we met" }).getByText(/mostly at home/).first().waitFor();
  });
  await is("our-page", async () => {
    await openPerson(page, /Hartley/);
    await page.getByRole("link", { name: /^Our page/ }).click();
    await heading(page, "Our page").waitFor();
    await page.getByText("Who, when and how sure").first().click();
    await page.getByRole("button", { name: /^How important this is to me/ }).first().click();
  });
  await is("our-page-over-time", async () => {
    await page.getByRole("button", { name: "Change: What matters to me" }).click();
    await page.getByRole("textbox", { name: "What matters to me" }).fill("The chapel, mostly. I used to sing, and I would again.");
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("link", { name: "How it has gone over time" }).click();
    await heading(page, "Over time").waitFor();
    await page.getByRole("region", { name: "How the words of the page changed" }).getByText("As it stands now").waitFor();
    await page.getByRole("heading", { name: /^Life happened, / }).first().waitFor();
  });
  await page.getByRole("link", { name: "Back" }).click();
  await untilKept(page);
  await is("in-hand-is-this-you", async () => {
    await page.getByRole("button", { name: "Hand the phone over to Mo" }).click();
    await heading(page, "Is this you?").waitFor();
  });
  await is("in-hand-our-page", () => page.getByRole("button", { name: "Yes, this is me" }).click());
  await is("in-hand-easy", async () => {
    await page.getByRole("button", { name: "Pictures and short sentences" }).click();
    await page.getByRole("button", { name: "Look at my page" }).click();
    await heading(page, "What matters to me").waitFor();
  });
  const next = (words) => async () => {
    await page.getByRole("button", { name: "Next" }).click();
    await heading(page, words).waitFor();
  };
  await is("in-hand-promised", next("What did Jan Whitwell promise me?"));
  await is("in-hand-hope", next("Something I hope for"));
  await is("in-hand-step", async () => {
    await next("The small step")();
    await page.getByRole("radio", { name: "Some of it" }).check();
  });
  await next("Something I hope for")();
  await next("The small step")();
  await is("in-hand-helps", next("What helps"));
  await is("in-hand-if-hard", next("What if it gets hard"));
  await is("in-hand-who-sees", next("Who can see this"));
  await is("in-hand-ending", next("What we agreed"));
  await is("in-hand-thanks", async () => {
    await page.getByRole("button", { name: "Not yet" }).click();
    await heading(page, "Thank you, Mo").waitFor();
  });
  await is("our-page-after", async () => {
    await page.getByRole("button", { name: "Give the phone back" }).click();
    await heading(page, "Hello again").waitFor();
    await unlock(page);
    await heading(page, "Our page").waitFor();
    await page.getByText("Not agreed yet", { exact: true }).waitFor();
  });
  await is("person-pausing", async () => {
    await openPerson(page, /Hartley/);
    await page.getByRole("button", { name: "Pause for a while" }).click();
    await page.getByRole("radio", { name: "Other words" }).check();
    await page.getByRole("button", { name: "Somebody covers for a while" }).click();
    await page.getByRole("button", { name: "Is this the same person as …?" }).click();
    await page.getByLabel("Another name").waitFor();
  });
  await page.getByRole("button", { name: "Never mind" }).first().click();
  await is("handover", async () => {
    await page.getByRole("link", { name: "Hand over with a letter" }).click();
    await page.getByLabel("The letter", { exact: true }).waitFor();
    await page.getByRole("radio").first().check();
  });
  await is("handover-waiting", async () => {
    await page.getByRole("button", { name: "Hand on the letter" }).click();
    await page.getByRole("button", { name: "Take the letter back" }).waitFor();
  });
  await page.getByRole("button", { name: "Take the letter back" }).click();
  await page.getByRole("button", { name: "Hand on the letter" }).waitFor();
  await is("ending", async () => {
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByRole("link", { name: "End together" }).click();
    await heading(page, "What if it gets hard?").waitFor();
  });
  await is("person-ended-together", async () => {
    await page.getByRole("button", { name: "We ended together", exact: true }).click();
    await page.getByRole("button", { name: "We are in touch again" }).waitFor();
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByRole("region", { name: "Where you stand" }).waitFor();
  });
  await page.getByRole("button", { name: "We are in touch again" }).click();
  await is("supervision", async () => {
    await goTo(page, "Team");
    await page.getByRole("link", { name: "For supervision" }).click();
    await page.getByRole("button", { name: "This one was heavy" }).click();
    await page.getByRole("button", { name: "A question" }).click();
    await page.getByLabel("What I would like to ask").fill("May I ring on Sundays, while her sister is away?");
    await page.getByRole("button", { name: "Keep it" }).click();
    await heading(page, "A question, today").waitFor();
    await page.getByRole("button", { name: "Share with somebody" }).click();
    await page.getByRole("button", { name: "We talked it over: A heavy visit" }).click();
  });
  await is("worries", async () => {
    await openPerson(page, /Hartley/);
    await page.getByRole("link", { name: /^A worry about/ }).click();
    await page.getByRole("button", { name: "Write down a worry" }).click();
    await page.getByLabel("What I saw or was told").fill("A bruise on her wrist, at ten past two.");
    await page.getByLabel("What they said, in their words").fill("He did not mean it.");
    await page.getByLabel("What I think").fill("I am worried about her son, and how short of money he is.");
  });
  await is("worry-kept", async () => {
    await page.getByRole("button", { name: "Keep this worry" }).click();
    await page.getByRole("button", { name: "Somebody was told" }).click();
    await page.getByLabel("Who was told").fill("The safeguarding desk");
    await page.getByRole("button", { name: "Let somebody else read it" }).click();
  });
  await is("today-two-versions", async () => {
    await changeApart(phone, home);
    await goTo(page, "Today");
    await page.getByText("Two of you wrote different things about Mo.").waitFor();
  });
  await is("person-two-versions", async () => {
    await page.getByRole("link", { name: "See both on their card" }).click();
    await page.getByRole("region", { name: "Two versions of: Getting in" }).waitFor();
  });
  await is("visit-kept", async () => {
    await page.getByRole("button", { name: "Earlier" }).click();
    await page.getByRole("link", { name: /^(At home|Phone|Out together|Clinic|Elsewhere), / }).first().click();
    await heading(page, /^With /).waitFor();
  });
  await is("visit", async () => {
    await openPerson(page, /Hartley/);
    await page.getByRole("button", { name: /^Begin a visit with/ }).click();
    await note(page).fill("Side door, two rings. The programmes were out on the table, forty years of them. I'll ring the chapel about the step by Thursday. She will look out the black dress.");
    await page.getByRole("textbox", { name: "What I think" }).fill("The chapel may be the way back to people.");
    await page.getByRole("button", { name: "Keep apart: What I think" }).click();
    await page.getByRole("button", { name: "Not for their eyes yet" }).click();
    await page.getByLabel("Why", { exact: true }).fill("I want to ask her first");
    await page.getByRole("textbox", { name: "What they said, in their words" }).fill("I could hear the altos in my head all night.");
    await page.getByRole("button", { name: /^Yes, a promise: Ring the chapel/ }).click();
    await page.getByRole("button", { name: "Listening" }).click();
    await agreeNextContact(page, dayFromNow(14), "At home");
    await untilSaved(page);
  });
  await forTheReadme(page, "visit");
  await is("visit-with-nobody-yet", async () => {
    await page.getByRole("link", { name: "Back" }).click();
    await heading(page, "At the door").waitFor();
    await goTo(page, "Today");
    await page.getByRole("button", { name: "Begin a visit", exact: true }).click();
    await page.getByLabel("With whom?").first().waitFor();
  });
  await is("add-person-to-a-visit", async () => {
    await page.getByRole("searchbox", { name: "With whom?" }).fill("Walter Nye");
    await page.getByRole("button", { name: "Add Walter Nye" }).click();
    await heading(page, "Somebody new").waitFor();
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByLabel("With whom?").first().waitFor();
    await page.getByRole("button", { name: "Add a person" }).click();
    await page.getByText("Then your note goes on.").waitFor();
  });
  await is("today-with-a-draft", async () => {
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByLabel("With whom?").first().waitFor();
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByRole("link", { name: "Finish it" }).first().waitFor();
  });
  await is("this-phone", async () => {
    await goTo(page, "Phone");
    await page.getByRole("button", { name: "Save the file" }).click();
    await page.getByText("These five words open it.").waitFor();
  });
  await is("our-team", () => invite(page));
  await is("our-team-asked", async () => {
    await page.getByRole("button", { name: "Make a new kit" }).click();
    await page.getByRole("dialog").waitFor();
  });
  await is("kit", async () => {
    await page.getByRole("dialog").getByRole("button", { name: "Make a new kit" }).click();
    await heading(page, "Your team’s recovery kit").waitFor();
  });
  const words = await page.getByRole("listitem").allTextContents();
  await is("kit-asked-back", async () => {
    await page.getByRole("button", { name: "I have them on paper" }).click();
    await heading(page, "Just to be sure").waitFor();
  });
  await is("nowhere", async () => {
    await page.getByRole("button", { name: "Show me the words again" }).click();
    await confirmKit(page, words);
    await heading(page, "Aldersyke Link Workers").waitFor();
    await page.goto(`${server.url}/nowhere`);
    await unlock(page);
    await heading(page, "Nothing here").waitFor();
  });
  await is("other-window", async () => {
    const other = await phone.context.newPage();
    await other.goto(server.url);
    await heading(other, "Open in the other window").waitFor();
    phone.page = other;
  });
  phone.page = page;
  await is("unlock", async () => {
    await page.bringToFront();
    await lock(page);
    await page.getByLabel("Your passphrase").fill(`not ${PASSPHRASE}`);
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.getByRole("alert").getByText("That passphrase does not open this phone.").waitFor();
  });
  await is("removed", async () => {
    // The round after unlocking tells it, with nobody asking.
    await removePhone(home);
    await unlock(page);
    await heading(page, "This phone has left the team").waitFor();
  });
});

test("the pages of a team that is yet to begin, and of a tab on an iPhone", async (t) => {
  const server = await startServer(await folder(t));
  t.after(() => killServer(server));
  const link = JSON.parse(server.out.split("\n")[0]).founding_link;
  for (const [name, title, more] of [["found-team", "Begin a team", {}], ["iphone-tab", "Add Alongside to your home screen", IPHONE]]) {
    await t.test(name, async () => {
      const phone = await openPhone(await folder(t), more);
      t.after(() => closePhone(phone));
      await phone.page.goto(link);
      await heading(phone.page, title).waitFor();
      assert.deepEqual(await look(phone, name), []);
    });
  }
});
