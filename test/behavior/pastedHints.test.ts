/** Hints of real calls with hostile values, pasted into a real shell. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Home, makeHome } from "../harness/program.ts";
import { pasteInto, SHELLS } from "../harness/text/pasteInto.ts";

const DEAL = "550e8400-e29b-41d4-a716-446655440000";
const TOKEN = { ROUTERA_TOKEN: "token" };

/** What may be in a header, a file's name or a path. */
const NASTY_NAMES = [
  "$(touch pwned)",
  "`touch pwned`",
  "it's; touch pwned",
  'a" "b',
  "~",
  "-rf",
  "a\u2019{b,c}",
  "!!",
];

/** A header with this one is refused. */
const NO_BREAK_SPACE = "a\u00a0{b,c}";

const NASTY_PATHS = [...NASTY_NAMES, NO_BREAK_SPACE];

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

/** The end of each line of a call's words that starts with one of these, as it is pasted; a lone flag gets a program. */
async function ends(args: readonly string[], start: RegExp, options: Parameters<Home["run"]>[1] = {}) {
  const { stdout, stderr } = await home.run(args, options);
  const lines = `${stdout}${stderr}`.split("\n").flatMap((line) => start.exec(line)?.[1] ?? []);
  expect(lines, stdout + stderr).not.toEqual([]);
  return lines.map((line) => (/^'?--/.test(line) ? `routera ${line}` : line));
}

function expectWords(lines: readonly string[], expected: readonly (readonly string[])[]) {
  for (const shell of SHELLS) expect(pasteInto(shell, lines)).toEqual(expected);
}

describe("a value comes out as the word that it is", () => {
  it.each(NASTY_NAMES)("a header, %s", async (nasty) => {
    const header = (text: string) => `"${text.replaceAll('"', '""')}"`;
    home.write("ids.csv", `${header(`${nasty} id`)},deal_stage\nx,a\n`);
    const column = `${nasty} id`;
    const words = column.startsWith("-") ? [`--id-column=${column}`] : ["--id-column", column];
    const lines = await ends(["deals", "plan", "ids.csv", "--lint"], /: ('?--id-column.*)$/);
    expectWords(lines, [["routera", ...words]]);
  });

  it("a header that is refused is in no command", async () => {
    home.write("ids.csv", `"${NO_BREAK_SPACE} id",deal_stage\nx,a\n`);
    const { exit, stdout, stderr } = await home.run(["deals", "plan", "ids.csv", "--lint"]);
    const text = stdout + stderr;
    expect(exit, text).toBe(2);
    expect(text).toContain("the column name contains U+00A0 (no-break space)");
    expect(text).not.toContain("--id-column");
  });

  it.each(NASTY_PATHS)("a file, %s", async (nasty) => {
    home.write("rows.csv", `id,deal_stage\n${DEAL},lost\n`);
    const place = ["--profile", "sandbox"];
    const path = `./${nasty}.jsonl`;
    const planned = ["deals", "plan", "rows.csv", "--out", path, "--force", ...place];
    const applied = ["routera", "deals", "apply", path, ...place];
    expectWords(await ends(planned, /^Apply: +(.*)$/), [applied]);
    expectWords(await ends(["deals", "plan", path, ...place], /^hint: (.*)$/), [applied]);
  });

  it.each(NASTY_PATHS)("a configuration, %s", async (nasty) => {
    const config = `./${nasty}.yaml`;
    home.write(`${nasty}.yaml`, "profiles: {}\n");
    const asked = ["profile", "use", "zzzzzzzz", "--config", config];
    expectWords(await ends(asked, /^hint: (.*)$/), [["routera", "profile", "list", "--config", config]]);
  });

  it("the host of a project config", async () => {
    const baseUrl = "https://$({touch,pwned}).evil.com";
    home.write(".routerarc", JSON.stringify({ profiles: { default: { baseUrl } } }));
    try {
      expectWords(await ends(["deals", "get", DEAL], /(--base-url .*)$/, { env: TOKEN }), [
        ["routera", "--base-url", baseUrl],
      ]);
      const login = await ends(["auth", "login", "--token-stdin"], /(--base-url .*) or --/, {
        input: "abc\n",
      });
      expectWords(login, [["routera", "--base-url", baseUrl]]);
    } finally {
      home.write(".routerarc", "{}");
    }
  });
});

describe("for programs", () => {
  const errorOf = async (args: readonly string[]) =>
    JSON.parse((await home.run([...args, "--json"])).stderr).error;

  it("the words of the command are beside the hint", async () => {
    const args = ["deals", "get", "550e8400-0000-4000-8000-000000000000", "--profile", "sandbox"];
    expect((await errorOf(args)).command).toEqual(
      "routera deals list --all --archived --profile sandbox".split(" "),
    );
  });

  it("and are missing where a word is still to be chosen, or where there is no command", async () => {
    expect(await errorOf(["runs", "resume", "--profile", "sandbox"])).toMatchObject({
      command: null,
      hint: "start a run: routera deals apply plan.jsonl --profile sandbox",
    });
    expect(await errorOf(["deals", "update", "x", "--field", "id=1"])).toMatchObject({ command: null });
  });
});
