/** Help as a person sees it: bold headings where the terminal can show them, and the flags of long commands in groups. */
import { afterAll, describe, expect, it } from "vitest";
import { catalogue } from "../../src/cli/catalogue.ts";
import { tree } from "../../src/commands/index.ts";
import { makeHome } from "../harness/program.ts";

const home = makeHome();
afterAll(() => home.remove());
const BOLD = "\u001b[1m";

describe("headings of help", () => {
  const calls = [["--help"], ["deals", "plan", "--help"], ["help", "deals", "plan"]];

  it.each(calls)("are bold where colors are: %s %s %s", async (...argv) => {
    const words = argv.filter((word) => word !== undefined);
    const bold = (await home.run(words, { env: { FORCE_COLOR: "1" } })).stdout;
    const plain = (await home.run(words)).stdout;
    expect(bold).toContain(`${BOLD}Usage:`);
    expect(plain).not.toContain("\u001b");
    expect(bold.replaceAll(BOLD, "").replaceAll("\u001b[22m", "")).toBe(plain);
  });

  it.each([
    [{ NO_COLOR: "1", FORCE_COLOR: "1" }, []],
    [{ FORCE_COLOR: "1" }, ["--no-color"]],
  ])("are plain with %j %j", async (env, more) => {
    expect((await home.run(["deals", "plan", "--help", ...more], { env })).stdout).not.toContain("\u001b");
  });
});

describe("flags of long commands", () => {
  const long = catalogue(tree).filter(({ flags }) => flags.length >= 8);

  it("are those of some commands", () => {
    expect(long.map(({ path }) => path.join(" "))).toEqual(
      expect.arrayContaining(["deals plan", "deals apply", "runs undo"]),
    );
  });

  it.each(long.map(({ path, flags }) => [path, flags.map(({ name }) => name)] as const))(
    "each are once, below the heading of a group: %s",
    async (path, names) => {
      const { stdout } = await home.run([...path, "--help"]);
      expect(stdout).not.toMatch(/^(Other flags|Flags):$/m);
      const own = stdout.slice(stdout.search(/^\w+ flags:$/m), stdout.search(/^Global flags:$/m));
      for (const name of names) {
        expect(
          own.match(new RegExp(`^  (?:-\\w, |    )--${name.replace(/^-+/, "")}(?![\\w-])`, "gm")),
          name,
        ).toHaveLength(1);
      }
    },
  );
});
