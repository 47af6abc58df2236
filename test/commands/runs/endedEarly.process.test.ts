/** What is said when a run ends before its time: each thing once, and nothing where nothing is left to say. */
import { describe, expect, it } from "vitest";
import { runInTerminal } from "../../harness/terminal.ts";
import { idsTo, rowsFor, withHostileServer } from "../../hostile/runFaultScenario.ts";

const apply = (format: string) =>
  `routera deals apply rows.ndjson --yes --format ${format} --concurrency 1; echo "exit $?" >&2`;

describe.concurrent("a reader that has gone", () => {
  it.each(["csv", "ndjson"])("is not offered when all is applied (%s)", async (format) => {
    await withHostileServer({ slow: 50 }, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(1)));
      const { stderr } = await home.shell(`{ ${apply(format)}; } | true`, server);
      expect(stderr).toBe("exit 141\n");
    });
  });

  it("gets the command that does the rest, and nothing else", async () => {
    await withHostileServer({ slow: 20 }, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(12)));
      const { stderr } = await home.shell(`{ ${apply("csv")}; } | true`, server);
      expect(stderr).toMatch(/^hint: resume the run: routera runs resume \S+\nexit 141\n$/);
    });
  });
});

describe.concurrent("Ctrl-C on a terminal", () => {
  it("names the command that continues once", async () => {
    await withHostileServer({ slow: 150 }, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(12)));
      let typed = false;
      const { output } = await runInTerminal(
        home,
        "routera deals apply rows.ndjson --yes --concurrency 1 --no-color",
        {
          env: server.env,
          columns: 200,
          watch: (_output, type) => {
            if (typed || !server.log.some((one) => one.method === "PATCH")) return;
            typed = true;
            type("\u0003");
          },
        },
      );
      expect(output.match(/runs resume/g)).toEqual(["runs resume"]);
      expect(output).toContain("error: interrupted by Ctrl-C");
    });
  });
});

describe.concurrent("a journal that breaks", () => {
  it("names the command that continues once, with the words of this call", async () => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(60)));
      home.write(".config/routera/config.yaml", "profiles:\n  work: {}\n");
      const { exit, stderr } = await home.shell(
        "ulimit -f 25; routera --profile work deals apply rows.ndjson --yes --concurrency 3",
        server,
      );
      expect(exit).toBe(12);
      expect(stderr.match(/runs resume/g)).toHaveLength(1);
      expect(stderr).toMatch(
        /^hint: fix the problem, then resume the run: routera runs resume \S+ --profile work$/m,
      );
    });
  });
});
