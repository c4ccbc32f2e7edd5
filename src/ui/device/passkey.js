// WebAuthn with the PRF extension. Each answers [id, salt, output] as bytes, or null where the
// person would rather not or the phone cannot.
const random = (n) => crypto.getRandomValues(new Uint8Array(n));
const output = (credential) => credential.getClientExtensionResults().prf?.results?.first;
const answer = (credential, salt, secret) =>
  [new Uint8Array(credential.rawId), new Uint8Array(salt), new Uint8Array(secret)];

export async function hasPasskeys() {
  try {
    if (!window.PublicKeyCredential) return false;
    const able = await PublicKeyCredential.getClientCapabilities?.();
    if (able && "extension:prf" in able && !able["extension:prf"]) return false;
    return await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
  } catch {
    return false;
  }
}

export async function makePasskey(name) {
  try {
    const salt = random(32);
    const made = await navigator.credentials.create({ publicKey: {
      rp: { name: "Alongside" },
      user: { id: random(16), name, displayName: name },
      challenge: random(32),
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
      authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
      extensions: { prf: { eval: { first: salt } } },
    } });
    const secret = output(made);
    if (secret) return answer(made, salt, secret);
    if (!made.getClientExtensionResults().prf?.enabled) return null;
    // Some give the bytes only when they are asked again.
    return await askPasskey([new Uint8Array(made.rawId)], [salt]);
  } catch {
    return null;
  }
}

export async function askPasskey(ids, salts) {
  try {
    const found = await navigator.credentials.get({ publicKey: {
      challenge: random(32),
      allowCredentials: ids.map((id) => ({ type: "public-key", id })),
      userVerification: "required",
      extensions: { prf: { evalByCredential: Object.fromEntries(
        ids.map((id, at) => [base64url(id), { first: salts[at] }])) } },
    } });
    const secret = output(found);
    const at = ids.findIndex((id) => base64url(id) === found.id);
    return secret && at >= 0 ? answer(found, salts[at], secret) : null;
  } catch {
    return null;
  }
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
