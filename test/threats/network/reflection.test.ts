/** A server that says back what it was sent, the token among it: a run keeps and shows none of it. */
import { describe, expect, it } from "vitest";
import { answer, type Responder } from "../../api/scriptedServer.ts";
import { type Step, unapplied } from "../../harness/dealServer.ts";
import { expectInvariants } from "../../hostile/expectInvariants.ts";
import { idsTo, rowsFor, withHostileServer } from "../../hostile/runFaultScenario.ts";

const IDS = idsTo(3);
const auth = (headers: Readonly<Record<string, unknown>>) => String(headers.authorization);
/** In the spellings of what it may be in. */
const WAYS: readonly (readonly [string, (header: string) => string])[] = [
  ["as it came", (header) => header],
  ["quoted", (header) => JSON.stringify({ authorization: header })],
  ["encoded", (header) => encodeURIComponent(header)],
];

describe.concurrent.each(WAYS)("the token, %s", (_way, spell) => {
  const said =
    (status: number): Responder =>
    (response, request) =>
      answer(status, { message: `you sent ${spell(auth(request.headers))}`, error: true })(response, request);
  const refused: Step = unapplied(said(400));

  it("in a message: neither in the output, nor in the journal, nor in the file of failures", async () => {
    await withHostileServer(
      { faults: (id) => (id === "d3" ? {} : { PATCH: refused }) },
      async (home, server) => {
        home.write("rows.ndjson", rowsFor(IDS));
        for (const format of ["ndjson", "json", "table"]) {
          const words = ["--yes", "--format", format, "--failures", `failed-${format}.ndjson`, "--verbose"];
          const done = await home.run(["deals", "apply", "rows.ndjson", ...words], server);
          await expectInvariants({ home, server, done });
          expect(done.exit).toBe(3);
          expect(home.files().find(({ path }) => path.endsWith(`failed-${format}.ndjson`))?.text).toContain(
            "you sent",
          );
          const show = await home.run(["runs", "show", "--format", format], server);
          await expectInvariants({ home, server, done: show });
        }
      },
    );
  });

  it("in an error that stops the run", async () => {
    await withHostileServer({ faults: () => ({ PATCH: unapplied(said(401)) }) }, async (home, server) => {
      home.write("rows.ndjson", rowsFor(IDS));
      const done = await home.run(["deals", "apply", "rows.ndjson", "--yes", "--json"], server);
      await expectInvariants({ home, server, done });
      expect(done.exit).toBe(4);
    });
  });
});
