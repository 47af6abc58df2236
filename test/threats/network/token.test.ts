import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer, CLIENT } from "../../harness/accountServer.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";
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
  it.each<[line: string, exit: number]>([
    ["deals list --verbose", 0],
    ["deals list --json --verbose", 0],
    ["deals get x1 --verbose", 1],
    ["deals update x1 --field a=b --dry-run", 0],
    ["deals update x1 --field a=b --dry-run --json", 0],
    ["deals update x1 --field a=b --verbose", 11],
    ["auth status", 0],
    ["auth status --json --verbose", 0],
    ["auth logout", 0],
    ["profile show", 0],
    ["profile show --json", 0],
    ["profile list --json", 0],
    ["deals list --base-url https://nowhere.invalid --retries 0 --verbose", 8],
    ["deals list --profile nope", 2],
    ["no-such-command", 2],
  ])("%s: exit %i", async (line, exit) => {
    const done = await home.run(line.split(" "), { env: env() });
    expectNoCanary(home, done);
    expect(done.exit).toBe(exit);
  });

  it.each([
    ["in front", ` ${CANARY}`],
    ["behind, two newlines", `${CANARY}\n\n`],
    ["in the middle", `${CANARY.slice(0, 25)}\t${CANARY.slice(25)}`],
    ["in quotes", `"${CANARY}"`],
    ["with Bearer", `Bearer ${CANARY}`],
    ["with a letter that no token has", `${CANARY}é`],
  ])("not even a broken one (%s)", async (_name, token) => {
    const done = await home.run(["deals", "list", "--json", "--verbose"], {
      env: env({ ROUTERA_TOKEN: token }),
    });
    expect(done.exit).toBe(4);
    expectNoCanary(home, done);
  });

  it("not with a newline behind, which is omitted", async () => {
    const done = await home.run(["deals", "list", "--json", "--verbose"], {
      env: env({ ROUTERA_TOKEN: `${CANARY}\n` }),
    });
    expect(done.exit).toBe(0);
    expectNoCanary(home, done);
  });

  it("on a command line: the flag that does not exist is refused without an echo", async () => {
    for (const args of [
      ["--token", CANARY],
      [`--token=${CANARY}`],
      [`--tokn=${CANARY}`],
      [`--access-token=${CANARY}`],
    ]) {
      const done = await home.run(["deals", "list", ...args]);
      expect(done.exit).toBe(2);
      expectNoCanary(home, done);
    }
  });

  it("when a server sends it back in bodies, messages, reasons and redirects", async () => {
    const bodies = [
      `<html>${CANARY}</html>`,
      JSON.stringify({ message: `Bearer ${CANARY} is bad`, error: true }),
      JSON.stringify({ id: CANARY }),
    ];
    for (const body of bodies) {
      for (const status of [200, 302, 400, 401, 404, 409, 500]) {
        const server = createServer((_request, response) => {
          response.writeHead(status, CANARY, {
            location: `https://evil.example/${CANARY}`,
            "x-echo": CANARY,
          });
          response.end(body);
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const args = ["deals", "list", "--verbose", "--retries", "0"];
        const done = await home.run(args, { env: env({ ROUTERA_BASE_URL: url }) });
        server.closeAllConnections();
        server.close();
        expect(done.exit).not.toBe(0);
        expectNoCanary(home, done);
      }
    }
  });

  it("of a client: neither secret nor token, when the answer is strange", async () => {
    const server = createServer((_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ access_token: CANARY, token_type: "mac", secret: CLIENT.secret }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const done = await home.run(["deals", "list", "--verbose"], {
      env: {
        ROUTERA_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        ROUTERA_CLIENT_ID: CLIENT.id,
        ROUTERA_CLIENT_SECRET: CLIENT.secret,
      },
    });
    server.close();
    expect(done.exit).toBe(1);
    expectNoCanary(home, done);
    expect(done.stderr).not.toContain(CLIENT.secret);
  });
});
