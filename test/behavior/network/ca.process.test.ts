/** The built program and a server whose certificate comes from an authority of its own. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import tls from "node:tls";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer } from "../../harness/accountServer.ts";
import { makeAuthority } from "../../harness/authority.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";

const authority = makeAuthority();
const other = makeAuthority("DNS:other.example");
/** Node.js 22.15 and newer. */
const readsSystem = "getCACertificates" in tls;

describe.skipIf(authority === undefined || other === undefined)(
  "an authority of one's own (needs openssl)",
  () => {
    let account: AccountServer;
    let home: Home;
    beforeAll(async () => {
      account = await accountServer((listener) => createServer({ ...authority }, listener));
    });
    afterAll(async () => {
      await account.close();
      authority?.remove();
      other?.remove();
    });
    beforeEach(() => {
      home = makeHome();
      account.seen.length = 0;
    });
    afterEach(() => home.remove());

    const origin = (host = "localhost") => `https://${host}:${account.port}`;
    /** Launched with variables that Node itself reads, otherwise inside this process. */
    const list = (env?: Readonly<Record<string, string | undefined>>) => {
      const words = ["deals", "list", "--json", "--retries", "0"];
      return env === undefined ? home.run(words) : home.launch(words, { env });
    };
    const profile = (more: object) =>
      home.write(
        ".config/routera/config.yaml",
        JSON.stringify({ profiles: { default: { baseUrl: origin(), token: CANARY, ...more } } }),
      );
    const fails = async (env: Parameters<typeof list>[0], exit: number, code: string) => {
      const done = await list(env);
      // Node itself warns on stderr of NODE_TLS_REJECT_UNAUTHORIZED.
      const [last = ""] = done.stderr.trimEnd().split("\n").slice(-1);
      expect([done.exit, done.stdout, JSON.parse(last).error.code]).toEqual([exit, "", code]);
      expect(done.stderr).not.toContain(CANARY);
      expect(account.seen).toEqual([]);
    };

    it("is trusted by caFile, relative to the file that names it", async () => {
      home.write(".config/routera/ca.pem", readFileSync(authority?.caFile ?? ""));
      profile({ caFile: "ca.pem" });
      expect(await list({})).toMatchObject({ exit: 0, stdout: "[]\n", stderr: "" });
      expect(account.seen[0]?.authorization).toBe(`Bearer ${CANARY}`);
    });

    it("is trusted by NODE_EXTRA_CA_CERTS, also beside a caFile", async () => {
      const env = { NODE_EXTRA_CA_CERTS: authority?.caFile };
      profile({});
      expect((await list(env)).exit).toBe(0);
      profile({ caFile: other?.caFile });
      expect((await list(env)).exit).toBe(0);
    });

    it("auth login uses the caFile of the profile, and an IP address in a certificate counts", async () => {
      home.write(
        ".config/routera/config.yaml",
        JSON.stringify({ profiles: { default: { caFile: authority?.caFile } } }),
      );
      const done = await home.run(["auth", "login", "--token-stdin", "--base-url", origin("127.0.0.1")], {
        input: CANARY,
      });
      expect([done.exit, done.stderr]).toEqual([0, ""]);
      expect((await list()).exit).toBe(0);
    });

    it("is not trusted without being named, whatever the environment says: nothing is sent", async () => {
      profile({});
      await fails({}, 1, "tls_failed");
      await fails({ NODE_TLS_REJECT_UNAUTHORIZED: "0" }, 1, "tls_failed");
      if (!readsSystem) await fails({ NODE_OPTIONS: "", SSL_CERT_FILE: authority?.caFile }, 1, "tls_failed");
      profile({ caFile: other?.caFile });
      await fails(undefined, 1, "tls_failed");
    });

    it.runIf(readsSystem)(
      "is trusted among the certificates of the system, whose file SSL_CERT_FILE names",
      async () => {
        profile({});
        await fails({ SSL_CERT_FILE: other?.caFile }, 1, "tls_failed");
        expect((await list({ SSL_CERT_FILE: authority?.caFile })).exit).toBe(0);
      },
    );

    it("a certificate for another name is not good", async () => {
      const elsewhere = await accountServer((listener) => createServer({ ...other }, listener));
      try {
        profile({ caFile: other?.caFile, baseUrl: `https://localhost:${elsewhere.port}` });
        await fails(undefined, 1, "tls_failed");
        expect(elsewhere.seen).toEqual([]);
      } finally {
        await elsewhere.close();
      }
    });

    it("there is no way to switch the check off", async () => {
      const done = await home.run(["deals", "list", "--insecure"]);
      expect([done.exit, done.stderr]).toEqual([2, expect.stringContaining("--insecure")]);
    });

    it("that is broken is named, whichever of the two it is", async () => {
      const broken = home.write(
        "broken.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
      );
      profile({ caFile: broken });
      const own = await list();
      expect([own.exit, own.stderr]).toEqual([
        2,
        expect.stringContaining(
          JSON.stringify(`caFile ${JSON.stringify(broken)} contains an invalid certificate`).slice(1, -1),
        ),
      ]);
      profile({ caFile: authority?.caFile });
      const { exit, stderr } = await list({ NODE_EXTRA_CA_CERTS: broken });
      expect(exit).toBe(2);
      expect(stderr).toContain("NODE_EXTRA_CA_CERTS");
      expect(stderr).toContain(broken);
    });

    it.each([
      ["is not there", "no-such.pem", "ca_unreadable"],
      ["contains no certificate", "config.yaml", "bad_ca"],
      ["others may write to, without an end", "/dev/zero", "file_untrusted"],
      ["never ends", "pipe", "ca_unreadable"],
      ["is a directory", ".", "ca_unreadable"],
    ])("a caFile that %s: exit 2", async (_name, caFile, code) => {
      if (caFile === "pipe") execFileSync("mkfifo", ["-m", "600", join(home.path, caFile)]);
      profile({ caFile: caFile === "pipe" ? join(home.path, caFile) : caFile });
      await fails(undefined, 2, code);
    });
  },
);
