/** The built program behind a proxy: everything goes through a tunnel, and the proxy never sees a secret. */
import { createServer } from "node:https";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer, CLIENT } from "../../harness/accountServer.ts";
import { makeAuthority } from "../../harness/authority.ts";
import { type ConnectRecorder, connectRecorder } from "../../harness/connectRecorder.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";

const authority = makeAuthority();

describe.skipIf(authority === undefined)("a proxy (needs openssl)", () => {
  let account: AccountServer;
  let proxy: ConnectRecorder;
  let home: Home;
  beforeAll(async () => {
    account = await accountServer((listener) => createServer({ ...authority }, listener));
  });
  afterAll(async () => {
    await account.close();
    authority?.remove();
  });
  beforeEach(async () => {
    home = makeHome();
    proxy = await connectRecorder();
    account.seen.length = 0;
  });
  afterEach(async () => {
    home.remove();
    await proxy.close();
  });

  const origin = () => `https://localhost:${account.port}`;
  const env = (more: Readonly<Record<string, string>>) => ({
    ROUTERA_BASE_URL: origin(),
    ROUTERA_TOKEN: CANARY,
    NODE_EXTRA_CA_CERTS: authority?.caFile,
    ...more,
  });
  const LIST = ["deals", "list", "--json", "--retries", "0"];
  /** In a process of its own, whose Node reads NODE_EXTRA_CA_CERTS. */
  const launched = (more: Readonly<Record<string, string>>) => home.launch(LIST, { env: env(more) });
  /** Inside this process: the authority is named by the profile. */
  const list = (more: Readonly<Record<string, string>>) => {
    home.write(
      ".config/routera/config.yaml",
      JSON.stringify({ profiles: { default: { baseUrl: origin(), caFile: authority?.caFile } } }),
    );
    return home.run(LIST, { env: { ...env(more), NODE_EXTRA_CA_CERTS: undefined } });
  };
  const address = (user = "") => `http://${user}127.0.0.1:${proxy.port}`;

  it.each(["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])("%s: a tunnel that sees no token", async (name) => {
    const { exit, stdout, stderr } = await launched({ [name]: address() });
    expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: "[]\n", stderr: "" });
    expect(proxy.asked).toEqual([`CONNECT localhost:${account.port}`]);
    expect(account.seen[0]?.authorization).toBe(`Bearer ${CANARY}`);
    expect(proxy.bytes()).toContain("CONNECT localhost");
    expect(proxy.bytes()).not.toContain(CANARY);
    expect(proxy.headers[0]?.authorization).toBeUndefined();
  });

  it("client credentials go through it unseen as well", async () => {
    const client = { ROUTERA_TOKEN: "", ROUTERA_CLIENT_ID: CLIENT.id, ROUTERA_CLIENT_SECRET: CLIENT.secret };
    expect((await list({ HTTPS_PROXY: address(), ...client })).exit).toBe(0);
    expect(account.seen.map(({ path }) => path.split("?")[0])).toEqual(["/oauth2/token", "/deals"]);
    expect(proxy.asked.length).toBeGreaterThan(0);
    expect(proxy.bytes()).not.toMatch(/s3cret|issued-/);
  });

  it("a user and a password in its address are for the proxy alone, and never shown", async () => {
    const { exit } = await list({ HTTPS_PROXY: address("me:p%40ss@") });
    expect(exit).toBe(0);
    expect(proxy.headers[0]?.["proxy-authorization"]).toBe(
      `Basic ${Buffer.from("me:p@ss").toString("base64")}`,
    );
    expect(JSON.stringify(account.seen)).not.toContain("p@ss");
    const done = await home.run(["deals", "list", "-v", "--retries", "0"], {
      env: env({ HTTPS_PROXY: "http://me:p%40ss@127.0.0.1:1" }),
    });
    expect(done.exit).toBe(8);
    expect(done.stderr).toContain("connection refused (ECONNREFUSED), proxy 127.0.0.1:1\n");
    expect(done.stderr).not.toMatch(/p@ss|p%40ss/);
  });

  it.each(["localhost", "*", "example.com, localhost", ".localhost,localhost:9,LOCALHOST"])(
    "NO_PROXY=%s goes past it",
    async (value) => {
      expect((await list({ HTTPS_PROXY: address(), NO_PROXY: value })).exit).toBe(0);
      expect(proxy.asked).toEqual([]);
      expect(account.seen).toHaveLength(1);
    },
  );

  it.each(["example.com", "host", "localhost.example"])("NO_PROXY=%s does not", async (value) => {
    expect((await list({ HTTPS_PROXY: address(), NO_PROXY: value })).exit).toBe(0);
    expect(proxy.asked).toHaveLength(1);
  });

  it("HTTP_PROXY is not for https, and plain http on this machine takes no proxy at all", async () => {
    expect((await list({ HTTP_PROXY: address() })).exit).toBe(0);
    const plain = await accountServer();
    try {
      const all = {
        HTTP_PROXY: address(),
        http_proxy: address(),
        HTTPS_PROXY: address(),
        ALL_PROXY: address(),
      };
      expect((await list({ ...all, ROUTERA_BASE_URL: plain.url })).exit).toBe(0);
    } finally {
      await plain.close();
    }
    expect(proxy.asked).toEqual([]);
  });

  it.each([
    ["407 Proxy Authentication Required", "proxy_auth_required"],
    ["403 Forbidden", "proxy_forbidden"],
  ])("one that says %s is asked once by a run: exit 4, and nothing was sent", async (status, code) => {
    const refusing = await connectRecorder(status);
    try {
      const rows = Array.from({ length: 12 }, (_, n) => `{"id":"d${n}","deal_name":"x"}\n`);
      home.write("rows.ndjson", rows.join(""));
      const words = ["deals", "apply", "rows.ndjson", "--yes", "--no-read", "--json"];
      const done = await home.run(words, {
        env: env({ HTTPS_PROXY: `http://me:p%40ss@127.0.0.1:${refusing.port}` }),
      });
      expect(done.exit).toBe(4);
      expect(JSON.parse(done.stdout)).toMatchObject({ stopped: code, applied: 0 });
      expect(refusing.asked).toHaveLength(1);
      expect(done.stderr).not.toMatch(/p@ss|p%40ss/);
      expect(account.seen).toEqual([]);
    } finally {
      await refusing.close();
    }
  });

  it.each(["502 Bad Gateway", "503 Service Unavailable"])(
    "one that says %s: exit 8, and nothing was sent",
    async (status) => {
      const refusing = await connectRecorder(status);
      try {
        const { exit, stdout, stderr } = await list({ HTTPS_PROXY: `http://127.0.0.1:${refusing.port}` });
        expect([exit, stdout]).toEqual([8, ""]);
        const { error } = JSON.parse(stderr);
        expect(error).toMatchObject({ code: "proxy_failed", retryable: true, outcome: "not_applied" });
        expect(error.message).toContain("the connection through the proxy failed");
        expect(error.hint).toContain("HTTPS_PROXY");
        expect(refusing.bytes()).not.toContain(CANARY);
        expect(account.seen).toEqual([]);
      } finally {
        await refusing.close();
      }
    },
  );

  it("one that is reached over https, by a name or by numbers: nothing on stderr", async () => {
    const secure = await connectRecorder(undefined, {
      wrap: (listener) => createServer({ ...authority }, listener),
    });
    try {
      for (const host of ["127.0.0.1", "localhost"]) {
        const done = await launched({ HTTPS_PROXY: `https://${host}:${secure.port}` });
        expect([done.exit, done.stdout, done.stderr], host).toEqual([0, "[]\n", ""]);
      }
      expect(secure.asked).toEqual(Array(2).fill(`CONNECT localhost:${account.port}`));
      expect(secure.bytes()).not.toContain(CANARY);
      const seen = account.seen.length;
      const host = `127.0.0.1:${secure.port}`;
      const done = await launched({ HTTPS_PROXY: `https://me:p%40ss@${host}`, NODE_EXTRA_CA_CERTS: "" });
      const { error } = JSON.parse(done.stderr);
      expect([done.exit, error]).toMatchObject([1, { code: "tls_failed", retryable: false }]);
      expect(error.message).toContain(`proxy ${host}`);
      expect(done.stderr).not.toMatch(/p@ss|p%40ss/);
      expect(account.seen).toHaveLength(seen);
    } finally {
      await secure.close();
    }
  });

  it.each(["socks5://127.0.0.1:1080", "ftp://127.0.0.1", "http://"])("%s is none: exit 2", async (value) => {
    const { exit, stderr } = await list({ HTTPS_PROXY: value });
    expect(exit).toBe(2);
    expect(JSON.parse(stderr).error.code).toBe("bad_proxy");
    expect(account.seen).toEqual([]);
  });

  it("its word for the target's certificate is not taken", async () => {
    const { exit, stderr } = await launched({ HTTPS_PROXY: address(), NODE_EXTRA_CA_CERTS: "" });
    expect(exit).toBe(1);
    expect(JSON.parse(stderr).error.code).toBe("tls_failed");
    expect(account.seen).toEqual([]);
  });
});
