/** Tokens of client credentials between calls: the built program against a front door. */
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
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer, CLIENT } from "../../harness/accountServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";

let account: AccountServer;
let home: Home;
beforeAll(async () => {
  account = await accountServer();
});
afterAll(() => account.close());
beforeEach(() => {
  home = makeHome();
  account.lifetime = 3600;
  account.refusing = false;
  account.uses = Number.POSITIVE_INFINITY;
  account.deals = [];
});
afterEach(() => home.remove());

const env = (more = {}) => ({
  ROUTERA_BASE_URL: account.url,
  ROUTERA_CLIENT_ID: CLIENT.id,
  ROUTERA_CLIENT_SECRET: CLIENT.secret,
  ...more,
});
const list = (more = {}) => home.run(["deals", "list", "--json"], { env: env(more) });
const directory = () => join(home.path, ".cache/routera/tokens");
const kept = () =>
  join(directory(), readdirSync(directory()).find((name) => name.endsWith(".json")) ?? "none");
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** How many tokens were given out in the meantime. */
async function issuedDuring(work: () => Promise<unknown>): Promise<number> {
  const before = account.issued();
  await work();
  return account.issued() - before;
}

async function good(more = {}): Promise<void> {
  const { exit, stderr } = await list(more);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
}

describe("a token between calls", () => {
  it("is asked for once, and kept for its owner alone whatever the umask says", async () => {
    const before = process.umask(0);
    try {
      expect(await issuedDuring(() => good().then(() => good()))).toBe(1);
    } finally {
      process.umask(before);
    }
    expect([modeOf(kept()), modeOf(directory()), modeOf(join(directory(), ".."))]).toEqual([
      "600",
      "700",
      "700",
    ]);
    const texts = home.files().map(({ path, text }) => path + text);
    expect(texts.some((text) => text.includes(CLIENT.secret))).toBe(false);
  });

  it("is not asked for for ever when every token is refused", async () => {
    const seen = account.seen.length;
    account.refusing = true;
    expect((await list()).exit).toBe(4);
    // A token and the list, and both again.
    expect(account.seen.length - seen).toBe(4);
  });

  it("is renewed at every 401 of a call, as long as each new one does something", async () => {
    account.lifetime = undefined;
    account.uses = 2;
    account.deals = Array.from({ length: 75 }, (_, index) => ({ id: `deal-${index}` }));
    const issued = await issuedDuring(async () => {
      const { exit, stdout, stderr } = await home.run(["deals", "list", "--all", "--json"], { env: env() });
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
      expect(JSON.parse(stdout)).toHaveLength(75);
    });
    expect(issued).toBe(4);
  });

  it("is renewed shortly before its end", async () => {
    account.lifetime = 100;
    await good();
    const text = JSON.parse(readFileSync(kept(), "utf8"));
    // A tenth of its life is omitted.
    expect(text.expires_at - text.obtained_at).toBeLessThanOrEqual(90_000);
    writeFileSync(kept(), JSON.stringify({ ...text, expires_at: Date.now() - 1 }));
    expect(await issuedDuring(good)).toBe(1);
  });

  it("is not left behind when it ended: the next one that is kept clears the directory", async () => {
    await good();
    const ended = {
      ...JSON.parse(readFileSync(kept(), "utf8")),
      client_id: "gone",
      expires_at: Date.now() - 1,
    };
    const old = join(directory(), `${"0".repeat(24)}-${"0".repeat(24)}.json`);
    const torn = join(directory(), "torn.json.0123456789abcdef.tmp");
    writeFileSync(old, JSON.stringify(ended), { mode: 0o600 });
    writeFileSync(torn, "{");
    utimesSync(torn, new Date(0), new Date(0));
    account.accepted.clear();
    await good();
    expect([existsSync(old), existsSync(torn), existsSync(kept())]).toEqual([false, false, true]);
  });

  it("goes to no other address, client or secret", async () => {
    await good();
    const elsewhere = await accountServer();
    try {
      expect((await list({ ROUTERA_BASE_URL: elsewhere.url })).exit).toBe(0);
      expect(elsewhere.issued()).toBe(1);
    } finally {
      await elsewhere.close();
    }
    expect((await list({ ROUTERA_CLIENT_SECRET: "another" })).exit).toBe(4);
    expect((await list({ ROUTERA_CLIENT_ID: "another" })).exit).toBe(4);
  });

  it("may be lost: no home, no place to write", async () => {
    home.write("file", "");
    const nowhere = { XDG_CACHE_HOME: join(home.path, "file"), XDG_CONFIG_HOME: home.path };
    expect(await issuedDuring(() => good(nowhere))).toBe(1);
    expect(await issuedDuring(() => good({ HOME: undefined, ...nowhere }))).toBe(1);
  });
});

describe("a file that is invalid is ignored, and replaced where that is safe", () => {
  const forged = (more: object) => JSON.stringify({ ...JSON.parse(readFileSync(kept(), "utf8")), ...more });
  it.each<[string, () => void]>([
    ["garbage", () => writeFileSync(kept(), "{")],
    ["nothing", () => writeFileSync(kept(), "")],
    ["another value", () => writeFileSync(kept(), "null")],
    ["another address", () => writeFileSync(kept(), forged({ base_url: "https://evil.example/" }))],
    ["another client", () => writeFileSync(kept(), forged({ client_id: "x" }))],
    ["no token", () => writeFileSync(kept(), forged({ token: "a\nb" }))],
    ["from the future", () => writeFileSync(kept(), forged({ obtained_at: Date.now() + 3_600_000 }))],
    ["readable by others", () => chmodSync(kept(), 0o644)],
    ["huge", () => writeFileSync(kept(), `${forged({})}${" ".repeat(200_000)}`)],
    [
      "a lock that no one holds",
      () => {
        const lock = `${kept()}.lock`;
        writeFileSync(kept(), "");
        mkdirSync(lock);
        utimesSync(lock, new Date(0), new Date(0));
      },
    ],
  ])("%s", async (_name, spoil) => {
    await good();
    spoil();
    expect(await issuedDuring(good)).toBe(1);
    expect(modeOf(kept())).toBe("600");
    expect(await issuedDuring(good)).toBe(0);
  });

  it("a link: nothing is read or written through it", async () => {
    await good();
    const target = home.write("target", readFileSync(kept(), "utf8"));
    const path = kept();
    rmSync(path);
    symlinkSync(target, path);
    const before = readFileSync(target, "utf8");
    expect(await issuedDuring(good)).toBe(1);
    expect(readFileSync(target, "utf8")).toBe(before);
  });

  it("a directory that is a link", async () => {
    mkdirSync(join(home.path, "elsewhere"), { mode: 0o700 });
    mkdirSync(join(directory(), ".."), { recursive: true, mode: 0o700 });
    symlinkSync(join(home.path, "elsewhere"), directory());
    await good();
    expect(readdirSync(join(home.path, "elsewhere"))).toEqual([]);
  });

  it("a directory that others can write to", async () => {
    await good();
    chmodSync(directory(), 0o777);
    const planted = readFileSync(kept(), "utf8");
    expect(await issuedDuring(good)).toBe(1);
    expect(readFileSync(kept(), "utf8")).toBe(planted);
    expect(existsSync(`${kept()}.lock`)).toBe(false);
  });
});
