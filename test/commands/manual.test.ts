/** The manual page, read by the programs that people read it with. A reader that is not installed is skipped. */
import { spawnSync } from "node:child_process";
import { afterAll, describe, expect, it } from "vitest";
import { type Manual, manualPage } from "../../src/cli/manual.ts";
import { environment, makeHome } from "../harness/program.ts";

const home = makeHome();
afterAll(() => home.remove());

const READERS = [
  ["groff", ["-man", "-ww", "-Tutf8", "-P-c"], undefined],
  ["mandoc", ["-T", "utf8", "-W", "warning"], /missing date|see above the output/],
  ["man", ["--warnings", "-l", "-"], undefined],
] as const;

/** @param allowed part of a complaint that is by intention: the page holds no date, so that it is always the same */
function rendered(reader: string, args: readonly string[], page: string, allowed: RegExp | undefined) {
  const { stdout, stderr } = spawnSync(reader, args, {
    input: page,
    encoding: "utf8",
    env: { ...environment(home.path), LANG: "C.UTF-8", MANWIDTH: "100", MANPAGER: "cat" },
  });
  const complaints = stderr.split("\n").filter((line) => line !== "" && !allowed?.test(line));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bold letters are written twice
  return { text: stdout.replace(/.\u0008|\u001b\[[0-9;]*m/g, ""), complaints };
}

const isInstalled = (reader: string) => spawnSync("sh", ["-c", `command -v ${reader}`]).status === 0;

describe.each(READERS)("%s", (reader, args, allowed) => {
  it.skipIf(!isInstalled(reader))("shows the whole page without a complaint", async () => {
    const { stdout } = await home.run(["manual"], { env: { ROUTERA_FORMAT: "json" } });
    const { text, complaints } = rendered(reader, args, stdout, allowed);
    expect(complaints).toEqual([]);
    expect(text).toMatch(/routera deals update <id>/);
    expect(text).toMatch(/--field <key=value>/);
    expect(text).toMatch(/EXIT CODES/);
    expect(text).toContain(
      'routera deals update 550e8400-e29b-41d4-a716-446655440000 --field deal_name="Enterprise plan"',
    );
  });

  it.skipIf(!isInstalled(reader))("shows what means something to roff as it is", () => {
    const odd = "\\fBx\\n(.g .so /etc/passwd ' \" `^~ - -- ⌘ 東 🚀 a\\";
    const lines = [`.so ${odd}`, `'ig ${odd}`, odd];
    const page: Manual = {
      version: "1",
      summary: "Odd",
      commands: [
        {
          path: ["x"],
          summary: "",
          description: lines.join("\n"),
          arguments: [],
          flags: [],
          examples: [{ line: ".de x", does: "'x" }],
        },
      ],
      flags: [],
      topics: [{ name: "odd", summary: "", text: `${lines.join("\n")}\n\n.TH` }],
    };
    const { text, complaints } = rendered(reader, args, manualPage(page), allowed);
    expect(complaints).toEqual([]);
    for (const line of lines) expect(text).toContain(line);
    expect(text).toMatch(/^ *\.TH$/m);
  });
});

it("is the same at every run", async () => {
  const [one, two] = await Promise.all([home.run(["manual"]), home.run(["manual"])]);
  expect(one).toEqual(two);
});
