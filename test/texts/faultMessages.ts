/** What a person reads when a write goes wrong in one of the ways of the fault table. */
import { fastClock } from "../harness/fastClock.ts";
import { type FaultScenario, idsTo, rowsFor, withHostileServer } from "../hostile/runFaultScenario.ts";

/** The texts of one update and of a run over three deals, both on stdout and on stderr. */
export async function messagesOf({
  faults,
  everywhere = false,
  words = [],
  env,
}: FaultScenario): Promise<string> {
  return withHostileServer(
    { faults: (id) => (everywhere || id === "d1" ? faults : {}) },
    async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(3)));
      const commands = [
        ["deals", "update", "d1", "--field", "deal_name=Renamed"],
        ["deals", "apply", "rows.ndjson", "--yes", "--concurrency", "1"],
      ];
      const texts: string[] = [];
      for (const command of commands) {
        const options = { env: { ...server.env, ...env }, clock: fastClock() };
        const done = await home.run([...command, ...words], options);
        texts.push(`$ routera ${command.join(" ")}\n${done.stdout}${done.stderr}[exit ${done.exit}]\n`);
      }
      return texts.join("\n");
    },
  );
}
