/** No text from outside starts a command of a build runner: every runner, every format, both streams. */
import { describe, expect, it } from "vitest";
import { answer, type Responder } from "../../api/scriptedServer.ts";
import { DEAL, dealServer, listOf, unapplied } from "../../harness/dealServer.ts";
import { type Home, makeHome, type ProcessResult } from "../../harness/program.ts";

/** How each runner reads a line, and texts that would be obeyed. */
const RUNNERS: readonly (readonly [name: string, env: Record<string, string>, RegExp, readonly string[]])[] =
  [
    [
      "GitHub",
      { GITHUB_ACTIONS: "true" },
      /^\s*::|##\[/m,
      [
        "::error::owned",
        "x\n::set-env name=PATH::/evil",
        "\t::debug::x",
        "a ##[command]b",
        "x\r::add-mask::a",
      ],
    ],
    [
      "Azure",
      { TF_BUILD: "True" },
      /##vso\[|##\[/i,
      [
        "##vso[task.setvariable variable=PATH]/evil",
        "a ##VSO[task.complete result=Failed]b",
        "x\n##[error]y",
      ],
    ],
    [
      "TeamCity",
      { TEAMCITY_VERSION: "2025.07" },
      /##teamcity\[/i,
      ["##teamcity[buildStatus text='x']", "a ##TeamCity[setParameter name='env.PATH' value='x']"],
    ],
    [
      "GitLab",
      { GITLAB_CI: "true" },
      // Between JSON quotes, carriage return and escape are spelled out, without which it is none.
      /section_(start|end):\d+:[\w.-]+(\[[^\]]*\])?\r/,
      [
        "section_start:1:x\r\u001b[0Kowned",
        "a section_end:1:x\r\u001b[0K",
        "section_start:1:x[collapsed=true]\r\u001b[0Ky",
      ],
    ],
  ];
const FORMATS = ["table", "json", "ndjson", "csv"];

async function call(
  args: readonly string[],
  act: Responder,
  env: Record<string, string>,
): Promise<ProcessResult> {
  const server = await dealServer({ GET: act, PATCH: unapplied(act) });
  const home: Home = makeHome();
  try {
    return await home.run(args, { env: { ...server.env, ...env } });
  } finally {
    home.remove();
    await server.close();
  }
}

const deal = (about: object): Responder =>
  answer(200, {
    id: DEAL,
    deal_name: "N",
    updated_at: "2026-05-28T12:00:00.000Z",
    archived: false,
    ...about,
  });

describe.each(RUNNERS)("no data starts a command of %s", (_name, env, command, texts) => {
  it("the texts would be obeyed", () => {
    for (const text of texts) expect(text).toMatch(command);
  });

  const cells = FORMATS.flatMap((format) => texts.map((text) => [format, text] as const));
  it.each(cells)("in a result, a failure and a warning as %s: %j", async (format, text) => {
    const as = ["--format", format];
    const calls: readonly (readonly [readonly string[], Responder, number])[] = [
      [["deals", "get", DEAL, ...as], deal({ deal_name: text, notes: [text], [text]: text }), 0],
      [["deals", "list", ...as], listOf(2, (at) => ({ deal_name: text, id: `${text}${at}` })), 0],
      [["deals", "export", ...as], listOf(2, () => ({ deal_name: text })), 0],
      [["deals", "get", DEAL, "-v", ...as], answer(400, { message: text, error: true }), 7],
      [
        ["deals", "update", DEAL, "--field", `${text.split("=")[0]}=1`, ...as],
        deal({ [text.split("=")[0] ?? ""]: "2" }),
        0,
      ],
      [["deals", text, ...as], deal({}), 2],
    ];
    for (const [args, act, exit] of calls) {
      const { stdout, stderr, exit: ended } = await call(args, act, env);
      expect([args, stdout.match(command), stderr.match(command)]).toEqual([args, null, null]);
      if (args[1] !== "export" && args[1] !== "update") expect([args, ended]).toEqual([args, exit]);
    }
  });
});
