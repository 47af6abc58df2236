/** Certificates that the system trusts: asked for once, where those of Node do not suffice. */
import { X509Certificate } from "node:crypto";
import * as tls from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { readsSystemCertificates, systemCertificates } from "../../../src/api/http/certificates.ts";
import { connector, isResponse, type Reply } from "../../../src/api/http/send.ts";
import { systemClock } from "../../../src/host.ts";
import { makeCertificate } from "./certificates.ts";
import { closeAll, closers, fine, own, secureServer, tunnel } from "./tlsSetup.ts";

const foreign = makeCertificate("DNS:other.example");
afterEach(closeAll);

describe.skipIf(own === undefined || foreign === undefined)(
  "certificates of the system (needs openssl)",
  () => {
    const { cert = "" } = own ?? {};

    function sender(
      baseUrl: string,
      trusted: readonly string[],
      more: { extraCa?: string; proxy?: string } = {},
    ) {
      let asked = 0;
      const systemCa = async () => {
        asked += 1;
        return trusted;
      };
      const made = connector({ baseUrl, timeout: 5_000, clock: systemClock, systemCa, ...more });
      closers.push(made.close);
      const send = () =>
        made.send({
          method: "PATCH",
          url: `${baseUrl}/deals/1`,
          headers: {},
          body: "{}",
          maxBytes: 1_000,
          signal: new AbortController().signal,
        });
      return { send, asked: () => asked };
    }
    const certificateOf = (reply: Reply) => (isResponse(reply) ? reply.status : reply.certificate);

    it("are trusted, and a request arrives once, over the connection that is kept then", async () => {
      const server = await secureServer();
      const { asked, send } = sender(server.url, ["not a certificate", cert]);
      const first = await Promise.all([send(), send()]);
      expect(first.map(certificateOf)).toEqual([200, 200]);
      expect(certificateOf(await send())).toBe(200);
      expect([server.seen.length, asked()]).toEqual([3, 1]);
    });

    it("are not asked for where Node or caFile trusts the server", async () => {
      const server = await secureServer();
      const { asked, send } = sender(server.url, [], { extraCa: cert });
      expect(certificateOf(await send())).toBe(200);
      expect(asked()).toBe(0);
    });

    it.each([
      ["there are none", []],
      ["they are of another authority", [foreign?.cert ?? ""]],
    ])("change nothing where %s, and are asked for once", async (_what, trusted) => {
      const server = await secureServer();
      const { asked, send } = sender(server.url, trusted);
      for (let times = 0; times < 2; times++) expect(certificateOf(await send())).toBe("authority");
      expect([server.seen.length, asked()]).toEqual([0, 1]);
    });

    it("do not make another host's certificate good", async () => {
      const server = await secureServer(fine, foreign);
      const { send } = sender(server.url, [foreign?.cert ?? ""]);
      expect(certificateOf(await send())).toBe("other_host");
      expect(server.seen).toEqual([]);
    });

    it("are trusted behind a proxy too", async () => {
      const server = await secureServer();
      const proxy = await tunnel();
      const { send } = sender(server.url, [cert], { proxy: proxy.url });
      expect(certificateOf(await send())).toBe(200);
      expect(server.seen).toHaveLength(1);
    });
  },
);

it("are those that this Node reports", () => {
  const isToldOf = "getCACertificates" in tls;
  expect(readsSystemCertificates()).toBe(isToldOf);
  const found = systemCertificates();
  if (!isToldOf) expect(found).toEqual([]);
  for (const certificate of found.slice(0, 3))
    expect(new X509Certificate(certificate).raw.length).toBeGreaterThan(100);
});
