/** The canary where only a process can be checked: what Node itself prints, and what `ps` shows. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer } from "../../harness/accountServer.ts";
import { CANARY, type Home, makeHome, waitForExit } from "../../harness/program.ts";
import { expectNoCanary } from "../leakAssertions.ts";

let account: AccountServer;
let home: Home;
beforeAll(async () => {
  account = await accountServer();
});
afterAll(() => account.close());
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

const env = (more = {}) => ({ ROUTERA_TOKEN: CANARY, ROUTERA_BASE_URL: account.url, ...more });

describe("the token is not seen", () => {
  it.each([
    ["http", "deals list"],
    ["HTTP", "deals update x1 --field a=b --json"],
    ["fs,net", "deals get x1 --verbose"],
    ["*", "deals export"],
    ["tls", "auth status"],
    ["Stream", "deals list"],
    ["h*", "auth login --token-stdin"],
    ["https", "doctor"],
    ["HTTP", "doctor --json"],
  ])("with NODE_DEBUG=%s, which makes Node print what it sends: %s", async (debug, line) => {
    const requests = account.seen.length;
    const done = await home.launch(line.split(" "), { env: env({ NODE_DEBUG: debug }), input: CANARY });
    expect(done.exit).toBe(2);
    expect(done.stderr + done.stdout).toContain("unset NODE_DEBUG");
    expect(account.seen.length).toBe(requests);
    expectNoCanary(home, done);
  });

  it("with NODE_DEBUG that names other parts of Node the call is made", async () => {
    const done = await home.launch(["deals", "list"], { env: env({ NODE_DEBUG: "module,timer,ESM" }) });
    expect(done.exit).toBe(0);
    expectNoCanary(home, done);
  });

  it("by ps: no process of a call has it on its command line, nor does a tokenCommand", async () => {
    home.write(
      ".config/routera/tool",
      `#!/bin/sh\nps -e -o args= > "$HOME/ps" 2>/dev/null; cat /proc/[0-9]*/cmdline >> "$HOME/ps" 2>/dev/null; echo ${CANARY}\n`,
      0o700,
    );
    home.write(
      ".config/routera/config.yaml",
      JSON.stringify({ profiles: { default: { baseUrl: account.url, tokenCommand: ["./tool"] } } }),
    );
    const child = home.start(["deals", "list"]);
    const lines: string[] = [];
    const watching = setInterval(() => existsSync("/proc/self/cmdline") && lines.push(...commandLines()), 2);
    const done = await waitForExit(child);
    clearInterval(watching);
    expect(done.exit).toBe(0);
    expectNoCanary(home, done, ["tool"]);
    const seen = home.files().find(({ path }) => path.endsWith("/ps"))?.text ?? "";
    expect(seen).toContain("routera.js");
    // The watcher saw the call as well, where there is a /proc to watch.
    if (existsSync("/proc/self/cmdline")) expect(lines.join("\n")).toContain("routera.js");
    expect(seen + lines.join("\n")).not.toContain(CANARY);
  });
});

/** Of all processes that are there; one that ends in the meantime has shown what it had, or never comes. */
function commandLines(): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, "latin1")];
      } catch {
        return [];
      }
    });
}
