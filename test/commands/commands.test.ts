import { afterAll, describe, expect, it } from "vitest";
import { makeHome } from "../harness/program.ts";

const home = makeHome();
afterAll(() => home.remove());

type Listing = {
  readonly program: string;
  readonly versions: Readonly<Record<string, number>>;
  readonly commands: readonly {
    readonly name: string;
    readonly flags: readonly Record<string, unknown>[];
    readonly arguments: readonly unknown[];
  }[];
  readonly global_flags: readonly Record<string, unknown>[];
  readonly exit_codes: readonly { readonly code: number; readonly means: string }[];
  readonly formats: readonly string[];
  readonly environment: readonly { readonly name: string }[];
  readonly topics: readonly { readonly name: string }[];
};

describe("routera commands --json", () => {
  it("says all that can be typed", async () => {
    const { exit, stdout, stderr } = await home.run(["commands", "--json"]);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    const listing = JSON.parse(stdout) as Listing;
    const update = listing.commands.find(({ name }) => name === "deals update");
    expect(listing.versions).toEqual({ commands: 1, plan: 1, journal: 1, stamp: 1 });
    expect(update?.arguments).toEqual([
      {
        name: "id",
        summary: "Deal ID, or a value of the --by field",
        required: true,
        repeatable: false,
        choices: null,
      },
    ]);
    expect(update?.flags).toContainEqual({
      name: "--dry-run",
      short: "-n",
      negated: null,
      type: "switch",
      value: null,
      summary: "Print the request and the source of the token without sending",
      repeatable: false,
      choices: null,
      default: false,
    });
    expect(update?.flags).toContainEqual(
      expect.objectContaining({
        name: "--field",
        value: "key=value",
        type: "text",
        repeatable: true,
        default: null,
      }),
    );
    expect(listing.global_flags).toContainEqual(
      expect.objectContaining({
        name: "--format",
        type: "choice",
        choices: ["table", "json", "ndjson", "csv"],
      }),
    );
    expect(listing.exit_codes).toContainEqual({ code: 11, means: "unknown outcome of a write" });
    expect(listing.topics.map(({ name }) => name)).toContain("scaling");
    const variables = listing.environment.map(({ name }) => name);
    expect(variables.filter((name) => !/^([A-Z][A-Z_]*|PSModulePath)$/.test(name))).toEqual([]);
    expect(variables).toEqual(expect.arrayContaining(["ROUTERA_CLIENT_ID", "ROUTERA_CLIENT_SECRET", "TERM"]));
    expect(listing.commands.some(({ name }) => name.includes("__"))).toBe(false);
  });

  it("works in a directory whose configuration is broken", async () => {
    home.write("project/.routerarc", "{");
    const { exit, stderr } = await home.run(["commands", "--json"], { cwd: `${home.path}/project` });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
  });
});

it("routera commands lists them for people", async () => {
  const { stdout } = await home.run(["commands"]);
  expect(stdout).toMatch(/^routera deals update <id> +Update the fields of one deal$/m);
});
