/** The built program behind tinyproxy, where this machine has one (Debian: apt-get install tinyproxy). */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createServer } from "node:https";
import { type AddressInfo, connect, createServer as netServer } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer } from "../../harness/accountServer.ts";
import { makeAuthority } from "../../harness/authority.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";

/** Belongs to the machine, not to this package. */
const TINYPROXY = "tinyproxy";
const authority = makeAuthority();

describe.skipIf(authority === undefined || !isInstalled())("tinyproxy (needs tinyproxy and openssl)", () => {
  let account: AccountServer;
  let home: Home;
  let port: number;
  let proxy: ChildProcess;
  const log = () => home.files().find(({ path }) => path.endsWith("/log"))?.text ?? "";

  beforeAll(async () => {
    account = await accountServer((listener) => createServer({ ...authority }, listener));
  });
  afterAll(async () => {
    await account.close();
    authority?.remove();
  });
  beforeEach(async () => {
    home = makeHome();
    port = await freePort();
    const config = home.write(
      "tinyproxy.conf",
      `Port ${port}\nListen 127.0.0.1\nLogFile "${home.path}/log"\nLogLevel Info\nBasicAuth me secret\nConnectPort ${account.port}\n`,
    );
    proxy = spawn(TINYPROXY, ["-d", "-c", config], { stdio: "ignore" });
    await untilListening(port);
    account.seen.length = 0;
  });
  afterEach(async () => {
    const ended = new Promise((resolve) => proxy.once("exit", resolve));
    proxy.kill();
    await ended;
    home.remove();
  });

  const list = (user: string) =>
    home.launch(["deals", "list", "--json", "--retries", "0"], {
      env: {
        ROUTERA_BASE_URL: `https://localhost:${account.port}`,
        ROUTERA_TOKEN: CANARY,
        NODE_EXTRA_CA_CERTS: authority?.caFile,
        HTTPS_PROXY: `http://${user}127.0.0.1:${port}`,
      },
    });

  it("lets a call through, and learns nothing but the address", async () => {
    const { exit, stdout, stderr } = await list("me:secret@");
    expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: "[]\n", stderr: "" });
    expect(account.seen[0]?.authorization).toBe(`Bearer ${CANARY}`);
    expect(log()).toContain(`CONNECT localhost:${account.port}`);
    expect(log()).not.toContain(CANARY);
  });

  it.each(["", "me:wrong@"])("refuses %j with 407: exit 4, and nothing was sent", async (user) => {
    const { exit, stderr } = await list(user);
    expect(exit).toBe(4);
    expect(JSON.parse(stderr).error.code).toBe("proxy_auth_required");
    expect(account.seen).toEqual([]);
  });
});

function isInstalled(): boolean {
  try {
    execFileSync(TINYPROXY, ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  const server = netServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function untilListening(port: number): Promise<void> {
  const isUp = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
  while (!(await isUp())) await new Promise((resolve) => setTimeout(resolve, 10));
}
