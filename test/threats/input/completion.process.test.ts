/** TAB asks no one: whatever credential is configured, no socket opens and no program starts. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AccountServer, accountServer, CLIENT } from "../../harness/accountServer.ts";
import { CANARY, type Home, LAUNCHER, makeHome } from "../../harness/program.ts";
import { canTrace } from "../../harness/strace.ts";
import { expectUntouched } from "../leakAssertions.ts";

let account: AccountServer;
let home: Home;
beforeAll(async () => {
  account = await accountServer();
  home = makeHome();
  home.write(".config/routera/tool", `#!/bin/sh\ntouch "$HOME/ran"\necho ${CANARY}\n`, 0o700);
  home.write(
    ".config/routera/config.yaml",
    JSON.stringify({
      profiles: {
        client: { baseUrl: account.url, clientId: CLIENT.id, clientSecret: CLIENT.secret },
        command: { baseUrl: account.url, tokenCommand: ["./tool"] },
      },
    }),
  );
});
afterAll(async () => {
  home.remove();
  await account.close();
});

const ran = () => home.files().some(({ path }) => path.endsWith("/ran"));

/** What is asked behind these words, in the way of each shell. */
const ASKED = [
  ["deals", "update", "x", "--field", ""],
  ["deals", "update", "x", "--field", "deal_stage="],
  ["deals", "get", "x", "--properties", ""],
  ["deals", "list", "--select", ""],
  ["runs", "show", ""],
  ["profile", "use", ""],
];

describe("TAB", () => {
  const profiles = ["client", "command"];
  const questions = profiles.flatMap((profile) => ASKED.map((words) => ["--profile", profile, ...words]));

  it.each(questions.map((words) => [words.join(" "), words] as const))(
    "asks no one and starts nothing: %s",
    async (_line, words) => {
      const done = await home.run(["__complete", "fish", ...words]);
      expect([done.exit, done.stderr, done.stdout.split("\n")[0]]).toEqual([
        0,
        "",
        expect.stringMatching(/^(words|nospace)$/),
      ]);
      expectUntouched(account);
      expect(ran()).toBe(false);
    },
  );

  describe.runIf(canTrace())("as the system sees it (needs strace)", () => {
    const calls = async (words: readonly string[]) => {
      const script = `strace -f -qq -o trace -e trace=execve,connect,socket '${process.execPath}' "$LAUNCHER" "$@" > out 2>&1`;
      await home.shell(`set -- ${words.map((word) => `'${word}'`).join(" ")}\n${script}`, {
        env: { LAUNCHER },
      });
      const lines = (home.files().find(({ path }) => path.endsWith("/trace"))?.text ?? "").split("\n");
      const count = (call: RegExp) => lines.filter((line) => call.test(line)).length;
      // The first program is Node itself.
      return {
        started: count(/\bexecve\(.* = 0$/) - 1,
        connected: count(/\bconnect\(/),
        sockets: count(/\bsocket\(AF_INET/),
      };
    };

    it.each(profiles)("no connection, no socket, no program: %s", async (profile) => {
      // The shell decides only how the answer is printed: they take turns.
      for (const [at, words] of ASKED.entries()) {
        const shell = at % 2 === 0 ? "zsh" : "fish";
        expect(await calls(["__complete", shell, "--profile", profile, ...words])).toEqual({
          started: 0,
          connected: 0,
          sockets: 0,
        });
      }
      expectUntouched(account);
      expect(ran()).toBe(false);
    });

    it("the same eyes see both where a call is made", async () => {
      const seen = await calls(["--profile", "command", "deals", "list"]);
      expect(seen.started).toBeGreaterThan(0);
      expect(seen.connected).toBeGreaterThan(0);
      expect(ran()).toBe(true);
    });
  });
});
