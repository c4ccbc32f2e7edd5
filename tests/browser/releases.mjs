// Releases of the app to go on to, made from the one that was built.
import { createHash } from "node:crypto";
import { cp, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

export const versionOf = async (app) => JSON.parse(await readFile(path.join(app, "version.json"), "utf8"));

// A release that differs from `app` in one style sheet.
export async function nextRelease(app, into, change = "/* another */") {
  await cp(app, into, { recursive: true });
  const version = await versionOf(into);
  const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
  const old = Object.keys(version.files).find((name) => name.endsWith(".css"));
  const css = Buffer.from(`${await readFile(path.join(into, old), "utf8")}\n${change}`);
  const name = `style-${sha256(css).slice(0, 16)}.css`;
  await rename(path.join(into, old), path.join(into, name));
  await writeFile(path.join(into, name), css);
  const hash = sha256(Buffer.from(version.hash + change));
  const index = (await readFile(path.join(into, "index.html"), "utf8")).replaceAll(old, name).replaceAll(version.hash, hash);
  await writeFile(path.join(into, "index.html"), index);
  for (const name of ["index.html", "version.json"]) {
    for (const copy of [`${name}.br`, `${name}.gz`]) await rm(path.join(into, copy), { force: true });
  }
  delete version.files[old];
  const files = { ...version.files, [name]: sha256(css), "index.html": sha256(Buffer.from(index)) };
  await writeFile(path.join(into, "version.json"), JSON.stringify({ version: "0.2.0", hash, files }));
  return hash;
}
