import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readExtraCa } from "../../../src/api/http/caFile.ts";
import { scriptedServer } from "../scriptedServer.ts";
import { failureOf, ID, testClient } from "../testClient.ts";
import { makeCertificate } from "./certificates.ts";
import { closeAll, closers, fields, fine, own, secureServer } from "./tlsSetup.ts";

const foreign = makeCertificate("DNS:other.example");

afterEach(async () => {
  vi.unstubAllEnvs();
  await closeAll();
});

describe.skipIf(own === undefined || foreign === undefined)("https (needs openssl)", () => {
  const extraCa = own?.cert ?? "";

  it("a certificate that is named as trusted is", async () => {
    const server = await secureServer();
    const { client } = testClient(server.url, { extraCa });
    await expect(client.update(ID, fields)).resolves.toMatchObject({ sent: 1 });
    await client.get(ID);
    expect(server.connections()).toBe(1);
    client.close();
  });

  it.each([undefined, "0"])("an unknown one is not, with NODE_TLS_REJECT_UNAUTHORIZED=%s", async (value) => {
    if (value !== undefined) vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", value);
    const server = await secureServer();
    const { client, log } = testClient(server.url);
    const failure = await failureOf(client.update(ID, fields));
    expect(failure).toMatchObject({
      kind: "not_routera",
      code: "tls_failed",
      outcome: "not_applied",
      exitCode: 1,
    });
    expect(failure.message).toContain("self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)");
    expect(failure.hint).toContain("caFile");
    expect(server.seen).toEqual([]);
    expect(log.filter(({ type }) => type === "request")).toHaveLength(1);
    expect(log.at(-1)).toMatchObject({ type: "trouble", sent: false });
  });

  it("a trusted one for another host is not", async () => {
    const server = await secureServer(fine, foreign);
    const { client } = testClient(server.url, { extraCa: foreign?.cert });
    expect(await failureOf(client.get(ID))).toMatchObject({
      code: "tls_failed",
      message: expect.stringContaining("another host"),
    });
    expect(server.seen).toEqual([]);
  });

  it("a server that speaks no TLS gets nothing", async () => {
    const plain = await scriptedServer(fine);
    closers.push(plain.close);
    const { client } = testClient(plain.url.replace("http:", "https:"));
    expect(await failureOf(client.update(ID, fields))).toMatchObject({
      code: "tls_failed",
      outcome: "not_applied",
    });
    expect(plain.seen).toEqual([]);
  });

  it("a CA file does not switch off NODE_EXTRA_CA_CERTS", async () => {
    const directory = mkdtempSync(join(tmpdir(), "routera-ca-"));
    closers.push(() => rmSync(directory, { recursive: true }));
    const [caFile, NODE_EXTRA_CA_CERTS] = [join(directory, "a.pem"), join(directory, "b.pem")];
    writeFileSync(caFile, foreign?.cert ?? "");
    writeFileSync(NODE_EXTRA_CA_CERTS, own?.cert ?? "");
    const server = await secureServer();
    const { client } = testClient(server.url, {
      extraCa: await readExtraCa(caFile, hostWith({ NODE_EXTRA_CA_CERTS })),
    });
    await expect(client.get(ID)).resolves.toMatchObject({ id: ID });
    client.close();
  });

  it("a CA file that cannot be read is named", async () => {
    await expect(readExtraCa("/no/such/ca.pem", hostWith({}))).rejects.toMatchObject({
      code: "ca_unreadable",
      message: 'caFile "/no/such/ca.pem" cannot be read: no such file or directory (ENOENT)',
    });
    await expect(
      readExtraCa(undefined, hostWith({ NODE_EXTRA_CA_CERTS: "/no/such" })),
    ).resolves.toBeUndefined();
  });

  it.each(["no certificate", own?.cert.replace(/[A-Za-z]{8}/g, "AAAAAAAA") ?? ""])(
    "a broken CA file %#",
    async (pem) => {
      const server = await secureServer();
      expect(await failureOf(testClient(server.url, { extraCa: pem }).client.get(ID))).toMatchObject({
        kind: "usage",
        code: "bad_ca",
      });
      expect(server.connections()).toBe(0);
    },
  );
});

function hostWith(env: Readonly<Record<string, string | undefined>>) {
  return { env, cwd: () => process.cwd() };
}
