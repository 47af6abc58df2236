// The executables that `npm run executables` builds. Run with `node --test`. The one of this platform runs where there is no
// Node.js; of the others the format is checked.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { checkIntegrity, PLATFORMS } from "../.config/executables/node.mjs";
import { loadCommands } from "../.config/executables/signature.mjs";
import { profileEnvironment } from "../test/harness/profile/profileEnvironment.mjs";

const BUILT = join(import.meta.dirname, "../executables");
const ID = "550e8400-e29b-41d4-a716-446655440000";
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";
/** More than all files of the program together. */
const AROUND = 8e6;
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
const run = promisify(execFile);

describe("linux-x64", { skip: `${process.platform}-${process.arch}` !== "linux-x64" }, () => {
  let home;
  let server;
  let url;
  /** Runs it with no variable but those given and HOME, in a directory that holds nothing but it. */
  const routera = (args, env = {}) =>
    run(join(home, "routera"), args, {
      cwd: home,
      env: { ...profileEnvironment(home), ...env },
      maxBuffer: 1e7,
    });
  const value = async (...args) => JSON.parse((await routera(...args)).stdout);

  before(async () => {
    home = mkdtempSync(join(tmpdir(), "routera-executable-"));
    copyFileSync(join(BUILT, "routera-linux-x64"), join(home, "routera"));
    server = spawn(join(home, "routera"), ["sandbox", "serve", "--port", "0", "--json"], {
      cwd: home,
      env: profileEnvironment(home),
      stdio: ["ignore", "pipe", "ignore"],
    });
    let text = "";
    for await (const chunk of server.stdout) {
      text += chunk;
      if (text.includes("}")) break;
    }
    url = JSON.parse(text).url;
  });
  after(async () => {
    // It keeps its compiled code there while it ends.
    const ended = once(server, "exit");
    server.kill();
    await ended;
    rmSync(home, { recursive: true, force: true });
  });

  it("prints its version and nothing else", async () => {
    assert.deepEqual({ ...(await routera(["--version"])) }, { stdout: `${version}\n`, stderr: "" });
  });

  for (const args of [
    ["--help"],
    ["help", "scaling"],
    ["deals", "update", "--help"],
    ["completion", "bash"],
    ["completion", "powershell"],
    ["commands", "--json"],
    ["manual"],
  ]) {
    it(`prints the same as the program in dist: ${args.join(" ")}`, async () => {
      const launcher = join(import.meta.dirname, "../bin/routera.js");
      const options = { cwd: home, env: profileEnvironment(home), maxBuffer: 1e7 };
      const expected = await run(process.execPath, [launcher, ...args], options);
      assert.ok(expected.stdout.length > 100);
      assert.deepEqual({ ...(await routera(args)) }, { ...expected });
    });
  }

  it("updates a deal of a server, with a token from the environment, from a profile and from a command", async () => {
    const update = (name) => ["deals", "update", ID, "--field", `deal_name=${name}`, "--json"];
    const updated = async (...args) => (await value(...args)).deal_name;
    assert.equal(await updated(update("A"), { ROUTERA_TOKEN: "any", ROUTERA_BASE_URL: url }), "A");
    mkdirSync(join(home, ".config/routera"), { recursive: true, mode: 0o700 });
    const tokens = ["token: any", 'tokenCommand: ["/bin/echo", "any"]'];
    for (const [index, token] of tokens.entries()) {
      const config = `profiles:\n  p${index}:\n    baseUrl: ${url}\n    ${token}\n`;
      writeFileSync(join(home, ".config/routera/config.yaml"), config, { mode: 0o600 });
      assert.equal(await updated(["--profile", `p${index}`, ...update(`B${index}`)]), `B${index}`);
    }
  });

  it("plans, applies and undoes an input file", async () => {
    const env = { ROUTERA_TOKEN: "any", ROUTERA_BASE_URL: url };
    writeFileSync(join(home, "rows.csv"), `id,deal_stage\n${ID},won\n`);
    await routera(["deals", "plan", "rows.csv", "--out", "plan.jsonl"], env);
    assert.equal((await value(["deals", "apply", "plan.jsonl", "--yes", "--json"], env)).applied, 1);
    assert.equal((await value(["deals", "get", ID, "--json"], env)).deal_stage, "won");
    assert.equal((await value(["runs", "undo", "--yes", "--json", "last"], env)).applied, 1);
    assert.notEqual((await value(["deals", "get", ID, "--json"], env)).deal_stage, "won");
  });

  it("reports an error with its exit code", async () => {
    await assert.rejects(routera(["--profile", "sandbox", "deals", "get", "none"]), { code: 5, stdout: "" });
  });
});

describe("every platform", () => {
  const names = readdirSync(BUILT).filter((name) => name.startsWith("routera-"));
  const built = (name) => readFileSync(join(BUILT, name));

  it("is built", () => {
    assert.deepEqual(names.sort(), [
      "routera-darwin-arm64",
      "routera-darwin-x64",
      "routera-linux-arm64",
      "routera-linux-x64",
      "routera-win-x64.exe",
    ]);
  });

  it("has a Node.js whose digest is known, and no other is taken", () => {
    for (const { name, integrity } of Object.values(PLATFORMS)) {
      assert.match(integrity, /^sha512-[\w+/]{86}==$/);
      assert.throws(() => checkIntegrity(name, Buffer.from("another tarball"), integrity), /has the digest/);
    }
    const digest = createHash("sha512").update("this tarball").digest("base64");
    checkIntegrity("any", Buffer.from("this tarball"), `sha512-${digest}`);
  });

  it("has its checksum in SHA256SUMS", () => {
    const sums = names.map((name) => `${createHash("sha256").update(built(name)).digest("hex")}  ${name}`);
    const listed = built("SHA256SUMS").toString().trim().split("\n");
    assert.deepEqual(listed.sort(), sums.sort());
  });

  for (const name of names) {
    it(`${name} looks for its program, which is inside with its licenses and SBOM`, () => {
      const bytes = built(name);
      assert.ok(bytes.includes(`${FUSE}:1`));
      assert.ok(!bytes.includes(`${FUSE}:0`));
      const dist = join(import.meta.dirname, "../dist");
      const at = bytes.indexOf(readFileSync(join(dist, "main.cjs")));
      const inside = bytes.subarray(Math.max(0, at - AROUND), at + AROUND);
      for (const file of ["THIRD-PARTY-LICENSES.txt", "sbom.cdx.json"]) {
        assert.ok(inside.includes(built(file)), file);
      }
      for (const file of readdirSync(dist).filter((one) => one.endsWith(".cjs"))) {
        assert.ok(inside.includes(readFileSync(join(dist, file))), file);
      }
    });
  }

  it("the executable prints its licenses", {
    skip: `${process.platform}-${process.arch}` !== "linux-x64",
  }, async () => {
    const options = { env: profileEnvironment(tmpdir()), maxBuffer: 1e7 };
    const { stdout } = await run(join(BUILT, "routera-linux-x64"), ["help", "licenses"], options);
    assert.equal(stdout, built("THIRD-PARTY-LICENSES.txt").toString());
  });

  it("names Node.js in the licenses and the SBOM", () => {
    const text = built("THIRD-PARTY-LICENSES.txt").toString();
    assert.match(text, /^routera \S+ \(MIT\)\n[\s\S]+\nNode\.js 22\.\d+\.\d+ \(MIT[\s\S]+OpenSSL/);
    const [node, ...others] = JSON.parse(built("sbom.cdx.json")).components;
    assert.match(node.purl, /^pkg:generic\/node@22\./);
    assert.ok(others.some((one) => one.name === "got"));
  });
});

describe("formats", () => {
  const built = (name) => readFileSync(join(BUILT, name));

  for (const [name, cpu, page] of [
    ["routera-darwin-x64", 0x01000007, 0x1000],
    ["routera-darwin-arm64", 0x0100000c, 0x4000],
  ]) {
    it(`${name} is a Mach-O executable that codesign can sign`, () => {
      const bytes = built(name);
      assert.deepEqual(
        [bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(12)],
        [0xfeedfacf, cpu, 2],
      );
      const commands = loadCommands(bytes);
      assert.ok(!commands.some(({ command }) => command === 0x1d), "the signature of Node.js is gone");
      const segments = commands
        .filter(({ segment }) => segment !== undefined)
        .map(({ offset, segment }) => {
          const [start, size, from, length] = [24, 32, 40, 48].map((at) =>
            Number(bytes.readBigUInt64LE(offset + at)),
          );
          return { segment, start, end: start + size, from, to: from + length };
        });
      assert.deepEqual(
        segments.map(({ segment }) => segment),
        ["__PAGEZERO", "__TEXT", "__DATA_CONST", "__DATA", "NODE_SEA", "__LINKEDIT"],
      );
      for (const [index, { segment, start, from }] of segments.entries()) {
        const before = segments[index - 1];
        assert.ok(start % page === 0 && from % page === 0, `${segment} begins a page`);
        assert.ok(
          before === undefined || (before.end <= start && before.to <= from),
          `${segment} overlaps none`,
        );
      }
      // The signature is appended to the last segment, and its load command to the others.
      assert.equal(segments.at(-1).to, bytes.length);
      const { offset } = commands.find(({ segment }) => segment === "__TEXT");
      const firstSection = bytes.readUInt32LE(offset + 72 + 48);
      assert.ok(32 + bytes.readUInt32LE(20) + 16 <= firstSection, "there is room for a load command");
    });
  }

  it("routera-win-x64.exe is a console program without a signature", () => {
    const bytes = built("routera-win-x64.exe");
    const header = bytes.readUInt32LE(0x3c);
    assert.equal(bytes.toString("latin1", header, header + 4), "PE\0\0");
    assert.deepEqual([bytes.readUInt16LE(header + 4), bytes.readUInt16LE(header + 24)], [0x8664, 0x20b]);
    assert.equal(bytes.readUInt16LE(header + 24 + 68), 3);
    assert.deepEqual([...bytes.subarray(header + 24 + 144, header + 24 + 152)], Array(8).fill(0));
    assert.ok(bytes.includes(Buffer.from("NODE_SEA_BLOB", "utf16le")));
  });

  it("the ones of Linux are for their processors", () => {
    for (const [name, machine] of [
      ["routera-linux-x64", 62],
      ["routera-linux-arm64", 183],
    ]) {
      const bytes = built(name);
      assert.deepEqual([bytes.toString("latin1", 1, 4), bytes.readUInt16LE(18)], ["ELF", machine]);
    }
  });
});
