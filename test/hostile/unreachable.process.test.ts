/** A proxy that is not ready: what was surely not sent is tried again. */
import { afterAll, describe, expect, it } from "vitest";
import { makeAuthority } from "../harness/authority.ts";
import { connectRecorder } from "../harness/connectRecorder.ts";
import { expectInvariants } from "./expectInvariants.ts";
import { idsTo, rowsFor, withHostileServer, writesOf } from "./runFaultScenario.ts";

const ONE = ["deals", "update", "d1", "--field", "deal_name=Renamed", "--json", "--verbose"];
const MANY = [
  "deals",
  "apply",
  "plan.jsonl",
  "--yes",
  "--format",
  "ndjson",
  "--concurrency",
  "1",
  "--verbose",
];
const IDS = idsTo(3);
/** As `--verbose` reports a try of which nothing left. */
const NOT_SENT = /\(nothing was sent\)/g;

describe.concurrent("a proxy that opens no tunnel at first", () => {
  const authority = makeAuthority();
  afterAll(() => authority?.remove());

  it.skipIf(authority === undefined).each([
    ["one", ONE],
    ["many", MANY.map((word) => (word === "plan.jsonl" ? "rows.ndjson" : word))],
  ])("%s", async (_which, words) => {
    await withHostileServer({ tls: authority }, async (home, server) => {
      const proxy = await connectRecorder("502 Bad Gateway", { times: 1 });
      home.write("rows.ndjson", rowsFor(IDS));
      const env = {
        ...server.env,
        ROUTERA_BASE_URL: server.url.replace("127.0.0.1", "localhost"),
        HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
        NODE_EXTRA_CA_CERTS: authority?.caFile,
      };
      const done = await home.launch(words, { env });
      await proxy.close();
      await expectInvariants({ home, server, done });
      expect([done.exit, done.stderr.match(NOT_SENT)?.length]).toEqual([0, 1]);
      expect(proxy.asked.length).toBeGreaterThan(1);
      expect(proxy.bytes()).not.toContain("Bearer");
      expect(writesOf(server, IDS)).toBe(words === ONE ? "1 0 0" : "1 1 1");
    });
  });
});
