/** On a terminal and off it: colors, spinners, widths. */
import { afterAll, beforeAll, describe, it } from "vitest";
import { answer } from "../../api/scriptedServer.ts";
import { applied, DEAL, dealServer, listOf, type Responders } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";
import { runInTerminal, type TerminalOptions, type TerminalResult } from "../../harness/terminal.ts";
import { transcript } from "../../harness/transcript.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

const ESC = "\u001b";
/** What a spinner writes moves the cursor and colors nothing. */
const COLOUR = new RegExp(`${ESC}\\[[\\d;]*m`);

async function onTerminal(
  script: string,
  options: TerminalOptions = {},
  acts: Responders = {},
): Promise<TerminalResult> {
  const server = await dealServer(acts);
  try {
    return await runInTerminal(home, script, { ...options, env: { ...server.env, ...options.env } });
  } finally {
    await server.close();
  }
}

describe.concurrent("color", () => {
  const cases: readonly (readonly [
    what: string,
    coloured: boolean,
    words: string,
    env: Record<string, string>,
  ])[] = [
    ["is there on a terminal", true, "", {}],
    ["not with --no-color", false, "--no-color", { FORCE_COLOR: "1" }],
    ["not with NO_COLOR", false, "", { NO_COLOR: "1" }],
    ["NO_COLOR beats FORCE_COLOR", false, "", { NO_COLOR: "1", FORCE_COLOR: "3" }],
    ["an empty NO_COLOR says nothing", true, "", { NO_COLOR: "" }],
    ["--color beats NO_COLOR", true, "--color", { NO_COLOR: "1" }],
    ["FORCE_COLOR=0 is none", false, "", { FORCE_COLOR: "0" }],
    ["a dumb terminal has none", false, "", { TERM: "dumb" }],
  ];
  it.for(cases)("on a terminal: %s", async ([_what, colored, words, env], { expect }) => {
    const seen = await onTerminal(
      `routera deals get ${DEAL} ${words}; echo; echo; routera deals get .. ${words}`,
      {
        env,
      },
    );
    const [result = "", failure = ""] = seen.output.split("\r\n\r\n\r\n");
    expect({
      result: COLOUR.test(result),
      failure: COLOUR.test(failure),
      shown:
        seen.output.includes("Starter plan") && seen.output.includes("would change the path of the request"),
    }).toEqual({ result: colored, failure: colored, shown: true });
  });

  it.for(
    cases.slice(0, 1).concat([
      ["is there with --color", true, "--color", {}],
      ["is there with FORCE_COLOR", true, "", { FORCE_COLOR: "1" }],
      ["NO_COLOR beats FORCE_COLOR", false, "", { NO_COLOR: "1", FORCE_COLOR: "1" }],
      ["--no-color beats FORCE_COLOR", false, "--no-color", { FORCE_COLOR: "1" }],
    ]),
  )("in a pipe: %s", async ([what, colored, words, env], { expect }) => {
    const server = await dealServer();
    const call = await home.run(["deals", "get", DEAL, ...words.split(" ").filter(Boolean)], {
      env: { TERM: "xterm-256color", ...server.env, ...env },
    });
    await server.close();
    const expected = what === "is there on a terminal" ? false : colored;
    expect([call.exit, call.stderr, call.stdout.includes(ESC)]).toEqual([0, "", expected]);
  });

  it("is decided for each stream by itself", async ({ expect }) => {
    const seen = await onTerminal(
      `routera deals get ${DEAL} | cat; routera deals get .. 2>&1 | cat; routera deals get .. | cat`,
    );
    const [piped = "", ...rest] = seen.output.split("error:");
    expect(piped).not.toContain(ESC);
    expect(rest[0]?.split(`${ESC}[`)[0]).toContain("hint: use an ID such as");
    expect(seen.output).toContain(`${ESC}[31merror:${ESC}[39m`);
  });

  it("is never in JSON", async ({ expect }) => {
    const seen = await onTerminal(
      `routera deals get ${DEAL} --json --color; routera deals get .. --json --color`,
    );
    expect(seen.output).not.toContain(ESC);
  });
});

describe.concurrent("a spinner", () => {
  // Slower than the time after which one appears.
  const slow = (): Responders => ({
    GET: (response, request) => {
      setTimeout(() => answer(200, { id: DEAL, deal_name: "Slow", archived: false })(response, request), 700);
    },
    PATCH: applied((response, request) => {
      setTimeout(() => answer(200, { id: DEAL, deal_name: "x", archived: false })(response, request), 700);
    }),
  });
  const update = `routera deals update ${DEAL} --field deal_name=x --select deal_name`;

  /** A write that is answered so many milliseconds after `release`. */
  function held(ms: number): { readonly acts: Responders; readonly release: () => void } {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const act = answer(200, { id: DEAL, deal_name: "x", archived: false });
    const PATCH = applied((response, request) => {
      released.then(() => setTimeout(() => act(response, request), ms));
    });
    return { acts: { PATCH }, release };
  }
  const isThere = (output: string) => output.includes("Updating deal");

  it("turns on a terminal, and goes", async ({ expect }) => {
    const { acts, release } = held(0);
    const watch: TerminalOptions["watch"] = (output) => isThere(output) && release();
    const seen = await onTerminal(update, { env: { NO_COLOR: "1" }, watch }, acts);
    expect(seen.exit).toBe(0);
    expect(seen.output).toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏].*Updating deal 550e8400/);
    const end = seen.output.slice(seen.output.lastIndexOf(ESC));
    expect(end).toBe(`${ESC}[0Kdeal_name:  x\r\n`);
  });

  it("goes with Ctrl-C", async ({ expect }) => {
    // The signal comes first.
    const { acts, release } = held(1_000);
    let typed = false;
    const watch: TerminalOptions["watch"] = (output, type) => {
      if (typed || !isThere(output)) return;
      typed = true;
      type("\u0003");
      release();
    };
    const seen = await onTerminal(`trap : INT; ${update}`, { env: { NO_COLOR: "1" }, watch }, acts);
    expect(seen.exit).toBe(130);
    expect(seen.output.slice(seen.output.lastIndexOf(ESC))).toBe(`${ESC}[0Kdeal_name:  x\r\n`);
  });

  const none: readonly (readonly [what: string, options: TerminalOptions, script: string])[] = [
    ["in CI", { env: { CI: "true" } }, update],
    ["on a dumb terminal", { env: { TERM: "dumb" } }, update],
    ["with --quiet", {}, `${update} --quiet`],
    ["on a terminal without columns, which makes others hang", {}, `stty cols 0; ${update}`],
    ["where stderr is a file", {}, `${update} 2> log; cat log`],
  ];
  it.for(none)("is not there %s", async ([_what, options, script], { expect }) => {
    const seen = await onTerminal(script, { ...options, env: { NO_COLOR: "1", ...options.env } }, slow());
    expect(seen).toEqual({ exit: 0, output: "deal_name:  x\r\n" });
  });
});

describe.concurrent("the width of the terminal", () => {
  const LONG = { deal_name: `A very long name ${"and so on ".repeat(20)}` };

  it.for([1, 20, 40, 80, 300])("of %i columns is kept", async (columns, { expect }) => {
    const seen = await onTerminal(
      "routera deals list --no-color -q",
      { columns },
      { GET: listOf(3, () => LONG) },
    );
    const widest = Math.max(...seen.output.split("\r\n").map((line) => line.length));
    expect({ exit: seen.exit, fits: widest <= Math.max(columns, 36) }).toEqual({ exit: 0, fits: true });
  });

  it("is no limit where there are none", async ({ expect }) => {
    const seen = await onTerminal(
      "stty cols 0; routera deals list --no-color -q",
      {},
      { GET: listOf(1, () => LONG) },
    );
    expect([seen.exit, seen.output.includes(LONG.deal_name.trimEnd())]).toEqual([0, true]);
  });

  it("is no limit in a pipe", async ({ expect }) => {
    const server = await dealServer({ GET: listOf(1, () => LONG) });
    const call = await home.run(["deals", "list"], { env: { ...server.env, COLUMNS: "20" } });
    await server.close();
    expect(transcript(call)).toContain(LONG.deal_name.trimEnd());
  });
});

describe.concurrent("stdin", () => {
  it("that is a terminal is not waited for", async ({ expect }) => {
    const seen = await onTerminal(`routera deals update ${DEAL} --field-file notes=- --no-color`);
    expect(seen).toEqual({
      exit: 2,
      output:
        "error: --field-file notes: stdin is a terminal, not a pipe\r\nhint: redirect a file to stdin: … < file\r\n",
    });
  });
});
