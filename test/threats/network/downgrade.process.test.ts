/** A redirect from https to http, of the same host: got would send the token in clear. */
import { describe, expect, it } from "vitest";
import { answer } from "../../api/scriptedServer.ts";
import { makeAuthority } from "../../harness/authority.ts";
import { unapplied } from "../../harness/dealServer.ts";
import { expectInvariants } from "../../hostile/expectInvariants.ts";
import { hostileServer } from "../../hostile/hostileServer.ts";
import { codesIn, rowsFor, withHostileServer } from "../../hostile/runFaultScenario.ts";

describe.concurrent("https to http", () => {
  it.for([301, 302, 303, 307, 308])(
    "%i is not followed, by one update or by a run",
    async (status, { skip }) => {
      const authority = makeAuthority();
      if (authority === undefined) return skip("no openssl here");
      const plain = await hostileServer();
      const faults = () => ({ PATCH: unapplied(answer(status, "", { location: `${plain.url}/deals/d1` })) });
      try {
        await withHostileServer({ faults, tls: authority }, async (home, server) => {
          const env = { ...server.env, NODE_EXTRA_CA_CERTS: authority.caFile };
          const one = await home.launch(["deals", "update", "d1", "--field", "a=b", "--json"], { env });
          expect([one.exit, one.stdout, server.asked("d1")]).toEqual([1, "", "PATCH"]);
          expect(codesIn(one.stderr)).toMatch(/^redirected\//);
          await expectInvariants({ home, server, done: one });
          const before = server.log.length;
          home.write("rows.ndjson", rowsFor(["d2", "d3"]));
          const done = await home.launch(["deals", "apply", "rows.ndjson", "--yes", "--json"], { env });
          expect(done.exit).toBe(1);
          expect(codesIn(done.stderr)).toMatch(/redirected\//);
          await expectInvariants({ home, server: { ...server, log: server.log.slice(before) }, done });
          expect([plain.log, plain.connections()]).toEqual([[], 0]);
        });
      } finally {
        await plain.close();
        authority.remove();
      }
    },
  );
});
