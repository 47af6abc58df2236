/** Untrusted text can't steer the terminal, hide in it, or speak to a build runner. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answer, type Responder } from "../../api/scriptedServer.ts";
import { DEAL, dealServer, listOf, unapplied } from "../../harness/dealServer.ts";
import { type Home, makeHome, type ProcessResult } from "../../harness/program.ts";
import { transcript } from "../../harness/transcript.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

/** Clears the screen, sets the title, C1, moves, hides, turns text around. */
const NASTY =
  "a\u001b[2J\u001b]0;owned\u0007\u009b31m\rb\bc\u0000\u007f\u202egnp.exe\u2066\u200b\ufeff\u{e0041}z";
const SHOWN =
  "a\\x1b[2J\\x1b]0;owned\\x07\\x9b31m\\rb\\x08c\\x00\\x7f\\u202egnp.exe\\u2066\\u200b\\ufeff\\u{e0041}z";
/** What must never reach a terminal: all that `safeText` and `safeJson` are to catch. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

async function call(
  args: readonly string[],
  act: Responder,
  env: Record<string, string> = {},
): Promise<ProcessResult> {
  const server = await dealServer({ GET: act, PATCH: unapplied(act) });
  try {
    return await home.run(args, { env: { ...server.env, ...env } });
  } finally {
    await server.close();
  }
}

function expectSafe({ stdout, stderr }: ProcessResult): void {
  expect(stdout).not.toMatch(UNSAFE);
  expect(stderr).not.toMatch(UNSAFE);
}

const deal = (about: object): Responder =>
  answer(200, {
    id: DEAL,
    deal_name: "N",
    updated_at: "2026-05-28T12:00:00.000Z",
    archived: false,
    ...about,
  });

/** A status line of one's own; node's server refuses to write such a one. */
const rawAnswer =
  (text: string): Responder =>
  (response) => {
    response.socket?.end(Buffer.from(text, "latin1"));
  };

describe.concurrent("shown as visible escapes", () => {
  const get = ["deals", "get", DEAL];

  it("a deal's name, a field's name, a list in it", async ({ expect }) => {
    const result = await call(get, deal({ deal_name: NASTY, [`x${NASTY}`]: [NASTY, "b"] }));
    expectSafe(result);
    expect([result.exit, result.stdout.split(SHOWN).length]).toEqual([0, 5]);
  });

  it("times, ids and archived states that are none", async ({ expect }) => {
    const nasty = { created_at: NASTY, updated_at: NASTY, archived: NASTY, archived_by: NASTY };
    const result = await call(get, deal(nasty));
    expectSafe(result);
    expect(result.exit).toBe(0);
    const id = `x${NASTY}`;
    expectSafe(
      await call(
        ["deals", "list"],
        listOf(1, () => ({ ...nasty, id })),
      ),
    );
  });

  it("Routera's message and a reason phrase", async ({ expect }) => {
    const message = await call(get, answer(404, { message: `Not found: ${NASTY}`, error: true }));
    expectSafe(message);
    expect(message.stderr).toContain(`error: Routera returned 404: Not found: ${SHOWN}\n`);
    const body = "<html>\u001b[2J</html>";
    const phrase = await call(
      [...get, "-v"],
      rawAnswer(`HTTP/1.1 418 I am\u001b[2J a\u009b31m pot\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
    );
    expectSafe(phrase);
    expect([phrase.exit, phrase.stderr.includes("<html>\\x1b[2J</html>")]).toEqual([1, true]);
  });

  it("an echo of the command line", async ({ expect }) => {
    for (const args of [
      ["deals", "get", "x\u001b[2J"],
      ["deals", "gt\u001b[2J\u202e"],
      ["--\u001b[2J"],
      ["deals", "list", "--format", "\u001b[2J"],
      ["deals", "list", "--timeout", "\u001b[2J"],
      ["deals", "list", "--limit", "\u001b[2J"],
      ["deals", "list", "--profile", "\u001b[2J"],
      ["deals", "list", "--base-url", "http://\u001b[2J"],
      ["deals", "list", "--config", "\u001b[2J"],
      ["deals", "update", DEAL, "--field", "\u001b[2J"],
      ["deals", "update", DEAL, "--field", "\u202e=1", "--clear", "\u202e"],
      ["deals", "update", DEAL, "--field-json", "a=\u001b[2J"],
      ["deals", "update", DEAL, "--field-file", "a=\u001b[2J\u202e"],
      ["deals", "update", DEAL, "--fields-json", "\u001b[2J\u202e"],
      ["help", "\u001b[2J"],
    ]) {
      const result = await call(args, deal({}));
      expectSafe(result);
      expect([args, result.exit, result.stdout]).toEqual([args, 2, ""]);
    }
  });

  it("a warning and a dry run", async ({ expect }) => {
    const words = ["deals", "update", DEAL, "--field", `a\u202eb=${NASTY.replaceAll("\u0000", "")}`];
    const warned = await call(words, deal({ "a\u202eb": "other" }));
    expectSafe(warned);
    expect(warned.stderr).toBe(
      "warning: stored_differently: Routera stored a different value for a\\u202eb\n",
    );
    expectSafe(await call([...words, "--dry-run"], deal({})));
    expectSafe(await call([...words, "--strict"], deal({ "a\u202eb": "other" })));
  });

  it("an origin that an answer points to", async ({ expect }) => {
    const result = await call(
      get,
      rawAnswer(
        "HTTP/1.1 302 Found\r\nLocation: https://evil\u001b[2J.example/\u009b\r\nContent-Length: 0\r\n\r\n",
      ),
    );
    expectSafe(result);
    expect(result.exit).toBe(1);
  });
});

describe.concurrent("in JSON escaped with the same value", () => {
  it("in a result", async ({ expect }) => {
    for (const format of ["json", "ndjson"]) {
      const result = await call(
        ["deals", "get", DEAL, "--format", format],
        deal({ deal_name: NASTY, [NASTY]: 1 }),
      );
      expectSafe(result);
      const value = JSON.parse(result.stdout);
      expect([value.deal_name, value[NASTY]]).toEqual([NASTY, 1]);
    }
  });

  it("in a failure", async ({ expect }) => {
    const result = await call(["deals", "get", DEAL, "--json"], answer(400, { message: NASTY, error: true }));
    expectSafe(result);
    expect(JSON.parse(result.stderr).error.message).toBe(NASTY);
  });
});

describe.concurrent("on GitHub Actions no data starts a command", () => {
  const COMMANDS = [
    "::error::owned",
    "x\n::set-env name=PATH::/evil",
    "x\r\n  ::add-mask::a",
    "##[group]x",
    "a ##[command]b",
    "\u200b::warning::x",
    "\t::debug::x",
  ];
  const env = { GITHUB_ACTIONS: "true" };

  /** As the runner reads: a line that starts with `::` after white space, or holds `##[`. */
  function expectNoCommand({ stdout, stderr }: ProcessResult): void {
    for (const line of `${stdout}\n${stderr}`.split(/[\r\n]/)) {
      expect(
        line
          .replace(/\p{Cf}/gu, "")
          .trimStart()
          .startsWith("::"),
      ).toBe(false);
      expect(line).not.toContain("##[");
    }
  }

  it.for(["table", "json", "ndjson", "csv"])("in a result as %s", async (format, { expect }) => {
    for (const text of COMMANDS) {
      const one = await call(
        ["deals", "get", DEAL, "--format", format],
        deal({ deal_name: text, notes: text, [text]: text }),
        env,
      );
      expectNoCommand(one);
      expect(one.exit).toBe(0);
      const list = await call(
        ["deals", "list", "--format", format, "--select", `deal_name,${text.includes(",") ? "id" : text}`],
        listOf(2, () => ({ deal_name: text, id: text, [text.trim()]: text })),
        env,
      );
      expectNoCommand(list);
      // A list whose name has a space is refused.
      expect(list.exit).toBe(/\s/.test(text.trim()) ? 2 : 0);
    }
  });

  it("in a failure, in a warning, on the way", async ({ expect }) => {
    for (const text of COMMANDS) {
      const refused = await call(
        ["deals", "get", DEAL, "-v"],
        answer(400, { message: text, error: true }),
        env,
      );
      expectNoCommand(refused);
      expect(refused.exit).toBe(7);
      expectNoCommand(await call(["deals", text], deal({}), env));
      expectNoCommand(await call(["deals", "get", DEAL, "-v"], answer(200, text), env));
      expectNoCommand(
        await call(["deals", "update", DEAL, "--field", `${text}=1`], deal({ [text]: 2 }), env),
      );
      expectNoCommand(await call(["deals", "update", DEAL, "--field", `a=${text}`, "-n"], deal({}), env));
    }
  });

  it("and nothing of it changes what a program reads", async ({ expect }) => {
    const result = await call(["deals", "get", DEAL, "--json"], deal({ deal_name: "a ##[group]b" }), env);
    expect(JSON.parse(result.stdout).deal_name).toBe("a ##[group]b");
    expect(transcript({ ...result, stdout: "" })).toBe("exit 0");
  });
});
