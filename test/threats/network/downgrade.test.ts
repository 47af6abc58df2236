/** A redirect from https to http, of the same host: got would send the token in clear. */
import { afterAll, describe, expect, it } from "vitest";
import { answer } from "../../api/scriptedServer.ts";
import { makeAuthority } from "../../harness/authority.ts";
import { unapplied } from "../../harness/dealServer.ts";
import { expectInvariants } from "../../hostile/expectInvariants.ts";
import { hostileServer } from "../../hostile/hostileServer.ts";
import { codesIn, rowsFor, withHostileServer } from "../../hostile/runFaultScenario.ts";

const authority = makeAuthority();
afterAll(() => authority?.remove());

describe.skipIf(authority === undefined).concurrent("https to http (needs openssl)", () => {
  it.for([301, 302, 303, 307, 308])("%i is not followed, by one update or by a run", async (status) => {
    const plain = await hostileServer();
    const faults = () => ({ PATCH: unapplied(answer(status, "", { location: `${plain.url}/deals/d1` })) });
    try {
      await withHostileServer({ faults, ...(authority && { tls: authority }) }, async (home, server) => {
        const profile = { caFile: authority?.caFile };
        home.write(".config/routera/config.yaml", JSON.stringify({ profiles: { default: profile } }));
        const one = await home.run(["deals", "update", "d1", "--field", "a=b", "--json"], server);
        expect([one.exit, one.stdout, server.asked("d1")]).toEqual([1, "", "PATCH"]);
        expect(codesIn(one.stderr)).toMatch(/^redirected\//);
        await expectInvariants({ home, server, done: one });
        const before = server.log.length;
        home.write("rows.ndjson", rowsFor(["d2", "d3"]));
        const done = await home.run(["deals", "apply", "rows.ndjson", "--yes", "--json"], server);
        expect(done.exit).toBe(1);
        expect(codesIn(done.stderr)).toMatch(/redirected\//);
        await expectInvariants({ home, server: { ...server, log: server.log.slice(before) }, done });
        expect([plain.log, plain.connections()]).toEqual([[], 0]);
      });
    } finally {
      await plain.close();
    }
  });
});
