// Opening with one touch, where the phone can.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cspViolations } from "../harness.mjs";
import { goTo, heading, lock, startTeam, unlock } from "./actors.mjs";

// A phone's own authenticator whose owner always touches it, with PRF.
async function giveAuthenticator(phone) {
  const cdp = await phone.context.newCDPSession(phone.page);
  await cdp.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true,
    hasUserVerification: true, hasPrf: true, isUserVerified: true, automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
  return { forget: () => cdp.send("WebAuthn.clearCredentials", { authenticatorId }) };
}

test("a phone opens with one touch, and with the passphrase when its passkey is gone", async (t) => {
  const team = await startTeam(t);
  const { page } = team.phone;
  const authenticator = await giveAuthenticator(team.phone);
  await page.reload();
  await unlock(page);
  await goTo(page, "Phone");
  await page.getByRole("button", { name: "Set up one touch" }).click();
  await page.getByText("This phone opens with one touch.").waitFor();

  await lock(page);
  await page.getByRole("button", { name: "Open with one touch" }).click();
  await heading(page, "This phone").waitFor();

  await lock(page);
  await authenticator.forget();
  await page.getByRole("button", { name: "Open with one touch" }).click();
  await page.getByRole("alert").getByText("That touch did not open it. Your passphrase still does.").waitFor();
  await unlock(page);
  await heading(page, "This phone").waitFor();
  assert.deepEqual(cspViolations(team.phone), []);
});
