// Builds executables that need no Node.js on the machine, into `executables`. usage: executables.mjs [PLATFORM…]
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "../build/paths.mjs";
import { makeBlob } from "./blob.mjs";
import { fetchNode, hostPlatform, PLATFORMS } from "./node.mjs";
import { writePapers } from "./papers.mjs";
import { withoutSignature } from "./signature.mjs";

import "../build/build.mjs";

const POSTJECT = fileURLToPath(import.meta.resolve("postject/dist/cli.js"));
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

const host = hostPlatform();
const platforms = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PLATFORMS);
for (const platform of platforms) {
  if (!(platform in PLATFORMS))
    throw new Error(`unknown platform ${platform}: ${Object.keys(PLATFORMS).join(", ")}`);
}

const target = join(ROOT, "executables");
rmSync(target, { recursive: true, force: true });
mkdirSync(target);
const work = mkdtempSync(join(tmpdir(), "routera-executables-"));
try {
  const { binary: node, license } = fetchNode(host, work);
  const papers = writePapers(license, target);
  const blob = await makeBlob(node, papers, false, work);
  const blobOfHost = await makeBlob(node, papers, true, work);
  const sums = [];
  for (const platform of platforms) {
    const { binary } = platform === host ? { binary: node } : fetchNode(platform, work);
    const name = `routera-${platform}${platform.startsWith("win") ? ".exe" : ""}`;
    const file = join(target, name);
    writeFileSync(file, withoutSignature(readFileSync(binary)));
    inject(file, platform === host ? blobOfHost : blob);
    chmodSync(file, 0o755);
    const bytes = readFileSync(file);
    sums.push(`${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`);
    console.log(`Built ${join("executables", name)} (${Math.round(bytes.length / 1e6)} MB)`);
  }
  writeFileSync(join(target, "SHA256SUMS"), sums.join(""));
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Puts the blob into the binary, and turns on the switch in it that makes Node.js look for one. */
function inject(file, blob) {
  const flags = ["--sentinel-fuse", FUSE, "--macho-segment-name", "NODE_SEA"];
  // It warns of sections without names, which is no concern of ours; when it fails, the error has its output.
  execFileSync(process.execPath, [POSTJECT, file, "NODE_SEA_BLOB", blob, ...flags], { stdio: "pipe" });
}
