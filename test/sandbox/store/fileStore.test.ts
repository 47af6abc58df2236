import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { describe, expect, it } from "vitest";
import { LosslessNumber, printJson } from "../../../src/json.ts";
import { openFileStore } from "../../../src/sandbox/fileStore.ts";
import { seedDeals } from "../../../src/sandbox/seed.ts";
import { memoryStore, type Update } from "../../../src/sandbox/store.ts";
import { scratch } from "../scratch.ts";
import { ARCHIVED, BLANK, STARTER } from "../started.ts";
import { addTag } from "./addTag.ts";
import { everything, failureOf, host, isPosix, seed, set } from "./fileStoreSetup.ts";

const at = (path: string) => join(import.meta.dirname, path);

/** A program of its own: adds tags to the first deal of a data file, one update each. */
const TAGGER = `
  const { openFileStore } = require("./store.js");
  const { thisHost } = require("./host.js");
  const { addTag } = require("./addTag.js");
  const { seedDeals } = require("./seed.js");
  const [, , file, label, count] = process.argv;
  (async () => {
    const store = await openFileStore(file, () => seedDeals(40), thisHost());
    for (let number = 0; number < Number(count); number++) {
      await store.update("${STARTER}", addTag(label + number));
    }
  })();
`;

describe("a new file", () => {
  it("is seeded, and read again as it was", async () => {
    const file = join(scratch(), "new", "deals.ndjson");
    const first = await openFileStore(file, seed, host);
    const again = await openFileStore(file, () => seedDeals(3), host);
    const texts = [...seed()].map((deal) => printJson(deal));
    for (const store of [first, again]) {
      expect((await store.page(everything)).map((deal) => printJson(deal))).toEqual(texts);
    }
  });

  it.runIf(isPosix)("is for its owner only, directory included, whatever the umask", async () => {
    const directory = join(scratch(), "new");
    const umask = process.umask(0);
    try {
      const file = join(directory, "deals.ndjson");
      const store = await openFileStore(file, seed, host);
      expect([statSync(directory).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
      chmodSync(file, 0o644);
      await store.update(STARTER, set({ deal_name: "x" }));
      expect(statSync(file).mode & 0o777).toBe(0o600);
    } finally {
      process.umask(umask);
    }
  });

  it("is seeded once by many at the same time", async () => {
    const file = join(scratch(), "new", "deals.ndjson");
    const stores = await Promise.all(
      Array.from({ length: 6 }, async (_, number) => {
        const store = await openFileStore(file, seed, host);
        await store.update(STARTER, addTag(`tag${number}`));
        return store;
      }),
    );
    for (const store of stores) expect((await store.get(STARTER))?.tags).toHaveLength(7);
  });

  it("is made in the place of an empty one", async () => {
    const file = join(scratch(), "deals.ndjson");
    writeFileSync(file, "");
    expect(await (await openFileStore(file, seed, host)).get(STARTER)).toBeDefined();
  });
});

describe("updates", () => {
  it("are the same as in memory", async () => {
    const file = await openFileStore(join(scratch(), "deals.ndjson"), seed, host);
    const memory = memoryStore(seed());
    const updates: readonly [string, Update][] = [
      [STARTER, set({ amount: new LosslessNumber("9007199254740993.10"), deal_name: "a\u2028b\ud800\n" })],
      [STARTER, set({ external_id: "ext-004" })],
      [STARTER, set({ external_id: null })],
      [BLANK, set({ external_id: "ext-001" })],
      [STARTER, set({ external_id: "ext-001" })],
      [ARCHIVED, set({ deal_name: "x" })],
      ["none", set({ deal_name: "x" })],
      [BLANK, set({ nope: "x" })],
      [BLANK, set({})],
    ];
    for (const [id, update] of updates) {
      expect(await file.update(id, update)).toEqual(await memory.update(id, update));
      expect(await file.page(everything)).toEqual(await memory.page(everything));
    }
    expect(await file.get("none")).toBeUndefined();
  });

  it("see one another when they are done at once", async () => {
    const file = join(scratch(), "deals.ndjson");
    const store = await openFileStore(file, seed, host);
    const take = (id: string) => store.update(id, set({ external_id: "one-only" }));
    const changes = await Promise.all([take(STARTER), take(BLANK)]);
    const refused = changes.filter((change) => change !== undefined && "refusal" in change);
    expect(refused).toHaveLength(1);
    await Promise.all(Array.from({ length: 20 }, (_, number) => store.update(BLANK, addTag(`t${number}`))));
    expect((await (await openFileStore(file, seed, host)).get(BLANK))?.tags).toHaveLength(20);
  });

  it("that change nothing write nothing", async () => {
    const file = join(scratch(), "deals.ndjson");
    const store = await openFileStore(file, seed, host);
    const before = statSync(file, { bigint: true });
    await store.update(STARTER, set({}));
    await store.update(STARTER, set({ amount: "five" }));
    await store.update("none", set({}));
    const after = statSync(file, { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });

  it("leave no other file behind", async () => {
    const directory = scratch();
    const store = await openFileStore(join(directory, "deals.ndjson"), seed, host);
    await store.update(STARTER, set({ deal_name: "x" }));
    expect(readdirSync(directory)).toEqual(["deals.ndjson"]);
  });

  it("through a link keep the link", async () => {
    const directory = scratch();
    const [file, link] = [join(directory, "deals.ndjson"), join(directory, "link")];
    const store = await openFileStore(file, seed, host);
    symlinkSync(file, link);
    await (await openFileStore(link, seed, host)).update(STARTER, set({ deal_name: "x" }));
    expect((await store.get(STARTER))?.deal_name).toBe("x");
    expect(readdirSync(directory).sort()).toEqual(["deals.ndjson", "link"]);
  });

  it("take over the lock of a process that died long ago", async () => {
    const file = join(scratch(), "deals.ndjson");
    const store = await openFileStore(file, seed, host);
    mkdirSync(`${file}.lock`);
    utimesSync(`${file}.lock`, 1_000_000, 1_000_000);
    await store.update(STARTER, set({ deal_name: "x" }));
    expect((await store.get(STARTER))?.deal_name).toBe("x");
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  it("that cannot lock fail, and the next one continues", async () => {
    const file = join(scratch(), "deals.ndjson");
    const store = await openFileStore(file, seed, host);
    const before = readFileSync(file, "utf8");
    // A file where the lock's directory belongs: it cannot be taken over.
    writeFileSync(`${file}.lock`, "");
    utimesSync(`${file}.lock`, 1_000_000, 1_000_000);
    const failed = failureOf(store.update(STARTER, set({ deal_name: "x" })));
    expect(await failed).toMatchObject({ kind: "local_io", code: "sandbox_data_unusable" });
    expect(readFileSync(file, "utf8")).toBe(before);
    expect((await store.get(STARTER))?.deal_name).toBe("Starter plan");
    rmSync(`${file}.lock`);
    await store.update(STARTER, set({ deal_name: "x" }));
    expect((await store.get(STARTER))?.deal_name).toBe("x");
  });

  it("of two processes are never lost", async () => {
    const directory = scratch();
    const bundle = await rolldown({
      input: {
        store: at("../../../src/sandbox/fileStore.ts"),
        addTag: at("./addTag.ts"),
        seed: at("../../../src/sandbox/seed.ts"),
        host: at("../../../src/host.ts"),
      },
      platform: "node",
    });
    await bundle.write({ dir: directory, format: "cjs" });
    await bundle.close();
    const program = join(directory, "tagger.js");
    writeFileSync(program, TAGGER);
    const file = join(directory, "shared", "deals.ndjson");
    const codes = await Promise.all(
      ["a", "b"].map(async (label) => {
        const child = spawn(process.execPath, [program, file, label, "50"], { stdio: "inherit" });
        const [code] = await once(child, "exit");
        return code;
      }),
    );
    expect(codes).toEqual([0, 0]);
    const tags = (await (await openFileStore(file, seed, host)).get(STARTER))?.tags;
    const expected = ["a", "b"].flatMap((label) =>
      Array.from({ length: 50 }, (_, number) => `${label}${number}`),
    );
    expect([...(tags as string[])].sort()).toEqual(["self-service", ...expected].sort());
  });
});
