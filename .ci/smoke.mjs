// The packed program and library, in the folder where npm put them: each changes a deal, by all ways to load the library.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { RouteraClient, RouteraFailure } from "routera";

// A profile of its own, on every system.
for (const name of ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"]) process.env[name] = resolve("home");
for (const name of ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"]) delete process.env[name];

// What npm puts on the path of Windows is a .cmd file, which only a shell starts; the Windows lane runs that one.
const [PROGRAM, ...FIRST] =
  process.platform === "win32"
    ? [process.execPath, "node_modules/routera/bin/routera.js"]
    : ["node_modules/.bin/routera"];
const ID = "550e8400-e29b-41d4-a716-446655440000";

const routera = (...args) => execFileSync(PROGRAM, [...FIRST, ...args], { encoding: "utf8" });
const version = routera("--version").trim();
assert.match(version, /^\d+\.\d+\.\d+/);
const words = ["--field", "deal_name=Enterprise plan", "--json"];
assert.equal(
  JSON.parse(routera("--profile", "sandbox", "deals", "update", ID, ...words)).deal_name,
  "Enterprise plan",
);

assert.equal(createRequire(import.meta.url)("routera").RouteraClient, RouteraClient);
const serving = spawn(PROGRAM, [...FIRST, "sandbox", "serve", "--port", "0", "--json"], {
  stdio: ["ignore", "pipe", "ignore"],
});
try {
  let told = "";
  for await (const chunk of serving.stdout) {
    told += chunk;
    if (told.includes("}")) break;
  }
  const client = new RouteraClient({ token: "any", baseUrl: JSON.parse(told).url });
  const { deal } = await client.update(ID, { deal_name: "Enterprise plan" });
  assert.equal(deal.deal_name, "Enterprise plan");
  await assert.rejects(
    client.get("nobody"),
    (error) => error instanceof RouteraFailure && error.kind === "not_found",
  );
  client.close();
} finally {
  serving.kill();
}
console.log(`routera ${version} works on Node ${process.versions.node}`);
