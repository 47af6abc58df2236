/** Compiled code of the program, from one command to the next. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DEAL, dealServer } from "./harness/dealServer.ts";
import { type Home, makeHome, PACKAGED_LAUNCHER } from "./harness/program.ts";

let home: Home;
let server: Awaited<ReturnType<typeof dealServer>>;
beforeEach(async () => {
  home = makeHome();
  server = await dealServer({});
});
afterEach(async () => {
  await server.close();
  home.remove();
});

const cache = () => join(home.path, ".cache/routera/compiled");
/** Entries by the name of their chunk, with the commands that they were recorded for, and their age. */
function entries() {
  const [directory = ""] = readdirSync(cache());
  const names = readdirSync(join(cache(), directory));
  return new Map(
    names.map((name) => {
      const path = join(cache(), directory, name);
      const bytes = readFileSync(path);
      const commands = bytes.toString("utf8", 20, bytes.indexOf(0, 20)).split("\n");
      return [name.replace(/-.{8}\.cjs$/, ""), { path, commands, mtimeMs: statSync(path).mtimeMs }];
    }),
  );
}
const launch = (...words: string[]) =>
  home.launch(words, {
    env: { ...server.env, NODE_DISABLE_COMPILE_CACHE: undefined },
    launcher: PACKAGED_LAUNCHER,
  });
const get = () => launch("deals", "get", DEAL, "--json");

it("is kept by the first command, and read by the next, which writes nothing", async () => {
  const first = await get();
  expect(first.exit).toBe(0);
  const kept = entries();
  expect([...kept.keys()]).toEqual(expect.arrayContaining(["call", "http", "tree", "words"]));
  for (const { path, commands } of kept.values()) {
    expect(commands).toEqual(["deals get"]);
    utimesSync(path, 1e9, 1e9);
  }
  // An age of decades would be removed by the next write.
  expect(await get()).toEqual(first);
  for (const { mtimeMs } of entries().values()) expect(mtimeMs).toBe(1e12);
});

it("is recorded for further commands, as long as they are few", async () => {
  await get();
  expect((await launch("deals", "update", DEAL, "--field", "deal_name=A")).exit).toBe(0);
  expect(entries().get("call")?.commands).toEqual(["deals get", "deals update"]);
  await get();
  expect(entries().get("call")?.commands).toEqual(["deals get", "deals update"]);
  const { path = "" } = entries().get("tree") ?? {};
  const size = statSync(path).size;
  // What is no command is recorded once.
  for (const words of [["help", "exit-codes"], ["nothing"], ["deals"], ["deals", "updat"], ["--help"]])
    await launch(...words);
  expect(entries().get("tree")?.commands).toEqual(["deals get", "deals update", "help"]);
  const more = [
    "deals list",
    "deals plan",
    "runs list",
    "runs show",
    "runs undo",
    "auth status",
    "profile list",
  ];
  for (const words of [...more, "profile show", "doctor", "commands", "manual"])
    await launch(...words.split(" "));
  expect(entries().get("tree")?.commands).toHaveLength(12);
  expect(statSync(path).size).toBeLessThan(size * 2);
});

it("is compiled again when it is damaged", async () => {
  const first = await get();
  for (const { path } of entries().values()) {
    const bytes = readFileSync(path);
    bytes.fill(0, bytes.length >> 1);
    writeFileSync(path, bytes);
  }
  expect(await get()).toEqual(first);
  for (const { path } of entries().values()) {
    const bytes = readFileSync(path);
    expect(bytes.subarray(bytes.length >> 1).some((byte) => byte !== 0)).toBe(true);
  }
});

it.skipIf(process.platform === "win32")(
  "does not end a command where files may not be that large",
  async () => {
    const script = `ulimit -f 64; '${process.execPath}' '${PACKAGED_LAUNCHER}' deals get ${DEAL} --json`;
    const shell = home.shell(script, { env: { ...server.env, NODE_DISABLE_COMPILE_CACHE: undefined } });
    expect(await shell).toEqual(await get());
  },
);

it("has a place of its own for flags of V8, whose code is another one", async () => {
  await get();
  const env = {
    ...server.env,
    NODE_DISABLE_COMPILE_CACHE: undefined,
    NODE_OPTIONS: "--max-old-space-size=2048",
  };
  const flagged = () => home.launch(["deals", "get", DEAL, "--json"], { env, launcher: PACKAGED_LAUNCHER });
  expect(await flagged()).toEqual(await get());
  const all = () => readdirSync(cache(), { recursive: true, encoding: "utf8" });
  const before = all();
  expect(before.filter((name) => /call-.{8}\.cjs$/.test(name))).toHaveLength(2);
  const inodes = () => before.map((name) => statSync(join(cache(), name)).ino);
  const kept = inodes();
  await flagged();
  await get();
  expect(inodes()).toEqual(kept);
});

it("is not needed: nothing is said where it cannot be kept", async () => {
  const first = await get();
  home.remove();
  mkdirSync(home.path);
  writeFileSync(join(home.path, ".cache"), "");
  expect(await get()).toEqual(first);
});

it("is not kept by --version, nor where NODE_DISABLE_COMPILE_CACHE is set", async () => {
  expect((await launch("--version")).exit).toBe(0);
  const env = { ...server.env, NODE_DISABLE_COMPILE_CACHE: "1" };
  await home.launch(["deals", "get", DEAL], { env, launcher: PACKAGED_LAUNCHER });
  expect(existsSync(cache())).toBe(false);
});
