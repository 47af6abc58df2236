/** Questions at a real terminal. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer, CLIENT } from "../harness/accountServer.ts";
import { CANARY, type Home, makeHome } from "../harness/program.ts";
import { runInTerminal } from "../harness/terminal.ts";

let account: AccountServer;
let home: Home;
beforeAll(async () => {
  account = await accountServer();
});
afterAll(() => account.close());
beforeEach(() => {
  home = makeHome();
  account.seen.length = 0;
});
afterEach(() => home.remove());

/** Types `keys` once, when the question is there. */
const answering = (question: string, keys: string) => {
  let typed = false;
  return (output: string, type: (keys: string) => void) => {
    if (typed || !output.includes(question)) return;
    typed = true;
    type(keys);
  };
};
const login = () => `routera auth login --base-url ${account.url}`;
const LONG = `${"ab12".repeat(250)}.x.y`;

describe("the token that is asked for", () => {
  it.each([
    ["a token", CANARY],
    ["a long one, pasted", LONG],
  ])("%s is masked, checked and stored", async (_name, token) => {
    account.accepted.add(token);
    const watch = answering(`Token for ${account.url}`, `${token}\r`);
    const { exit, output } = await runInTerminal(home, login(), { watch });
    expect(exit).toBe(0);
    expect(output).toContain("•");
    expect(output).toContain("Logged in");
    expect(output).not.toContain(token);
    // Nor any part of it that is long enough to mean something.
    expect(output).not.toContain(token.slice(0, 12));
    expect(
      home
        .files()
        .map(({ text }) => text)
        .join(""),
    ).toContain(token);
  });

  it("goes to stderr: stdout holds the result alone", async () => {
    const watch = answering("Token for", `${CANARY}\r`);
    const { exit } = await runInTerminal(home, `${login()} > out`, { watch });
    expect(exit).toBe(0);
    const out = home.files().find(({ path }) => path.endsWith("/out"))?.text ?? "";
    expect(out).toMatch(/^Logged in\nProfile:/);
  });

  it("continues where it was, masked, after Ctrl-Z and fg", async () => {
    account.accepted.add(CANARY);
    const rest = CANARY.slice(10);
    let step = 0;
    const { exit, output } = await runInTerminal(
      home,
      `set -m; ${login()}; echo "exit $?"; fg; echo "exit $?"`,
      {
        watch: (seen, type) => {
          if (step === 0 && seen.includes("Token for")) {
            step = 1;
            type(`${CANARY.slice(0, 10)}\u001a`);
          } else if (step === 1 && /exit \d+[\s\S]*routera/.test(seen.slice(seen.indexOf("exit ")))) {
            step = 2;
            setTimeout(() => type(`${rest}\r`), 300);
          }
        },
      },
    );
    expect([exit, step]).toEqual([0, 2]);
    expect(output).toMatch(/Logged in[\s\S]*exit 0/);
    expect(output).not.toContain(rest.slice(0, 8));
    expect(
      home
        .files()
        .map(({ text }) => text)
        .join(""),
    ).toContain(CANARY);
  });

  it("the secret of a client is asked for too", async () => {
    const secret = "asked-for";
    const watch = answering(`Secret of client ${CLIENT.id}`, `${secret}\r`);
    const { exit, output } = await runInTerminal(home, `${login()} --client-id ${CLIENT.id}`, { watch });
    expect(exit).toBe(4);
    expect(output).not.toContain(secret);
    expect(account.seen[0]?.body).toContain(secret);
    expect(
      home
        .files()
        .map(({ text }) => text)
        .join(""),
    ).not.toContain(secret);
  });

  it.each([
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
    ["Escape", "\u001b"],
    ["Ctrl-C in the middle", `${CANARY.slice(0, 20)}\u0003`],
    ["Ctrl-D in the middle", `${CANARY.slice(0, 20)}\u0004`],
  ])("%s is no answer: nothing is sent or stored", async (_name, keys) => {
    const { exit, output } = await runInTerminal(home, login(), { watch: answering("Token for", keys) });
    expect(exit).toBe(130);
    expect(output).toContain("canceled; nothing was changed");
    expect([account.seen.length, home.files().length]).toEqual([0, 0]);
  });

  it("an empty answer is asked again", async () => {
    const first = answering("Token for", "\r");
    const second = answering("a value is required", `${CANARY}\r`);
    const watch = (output: string, type: (keys: string) => void) => {
      first(output, type);
      second(output, type);
    };
    expect((await runInTerminal(home, login(), { watch })).exit).toBe(0);
  });

  it.each([
    ["stdin is no terminal", "< /dev/null"],
    ["stdin is closed", "<&-"],
    ["stderr is no terminal", "2> err"],
    ["--json", "--json"],
  ])("no one is asked when %s", async (_name, more) => {
    const { exit } = await runInTerminal(home, `${login()} ${more}`);
    expect(exit).toBe(2);
    expect(account.seen).toEqual([]);
  });

  it("--no-color and 0 columns are no obstacle", async () => {
    const watch = answering("Token for", `${CANARY}\r`);
    const { exit, output } = await runInTerminal(home, `stty cols 0; ${login()} --no-color`, { watch });
    expect(exit).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colors are what is looked for
    expect(output).not.toMatch(/\u001b\[[\d;]*m/);
  });
});

describe("profile remove asks first", () => {
  beforeEach(() => {
    home.write(
      ".config/routera/config.yaml",
      "profile: work\nprofiles:\n  work:\n    timeout: 5s\n  other: {}\n",
    );
  });
  const left = () => home.files()[0]?.text;

  it.each([
    ["yes", "y", 0, "profiles:\n  other: {}\n"],
    ["no", "n", 0, undefined],
    ["Ctrl-C", "\u0003", 130, undefined],
  ])("%s", async (_name, keys, exit, after) => {
    const before = left();
    const seen = await runInTerminal(home, "routera profile remove work", {
      watch: answering("Remove profile work", keys),
    });
    expect(seen.exit).toBe(exit);
    expect(left()).toBe(after ?? before);
  });
});
