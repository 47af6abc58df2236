/** Every kind of hint, pasted into real shells with hostile values in it: nothing but the words that were meant comes out. */
import { parseArgs } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flagName } from "../../src/cli/flag.ts";
import { commandWording, type TargetFlags } from "../../src/cli/hints.ts";
import { COMMANDS, HINT_FLAGS } from "../../src/commands/wording.ts";
import {
  type CommandPath,
  type Hint,
  type HintedCommand,
  type HintKinds,
  type LoginReason,
  type OptionKey,
  placeholder,
  shellOn,
  type Term,
  type Word,
} from "../../src/hint.ts";
import { safeText } from "../../src/text/escape.ts";
import { hostileText } from "../harness/text/hostileText.ts";
import { pasteInto, SHELLS } from "../harness/text/pasteInto.ts";

const word: fc.Arbitrary<Word> = fc.oneof(
  { weight: 6, arbitrary: hostileText },
  fc.constantFrom("ID", "FILE", "plan.jsonl", "NAME").map(placeholder),
);
const keys = Object.keys(HINT_FLAGS) as OptionKey[];
const commands = Object.keys(COMMANDS) as CommandPath[];
const say = fc.option(fc.constantFrom("see it", "look at `this`; or that"), { nil: undefined });

/** Some options, each with a value of its type. */
const options: fc.Arbitrary<NonNullable<HintedCommand["options"]>> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...keys), fc.array(word, { minLength: 1, maxLength: 2 })), {
    maxLength: 3,
    selector: ([key]) => key,
  })
  .map((pairs) =>
    Object.fromEntries(
      pairs.map(([key, values]) => {
        const { repeat, value } = HINT_FLAGS[key];
        return [key, value === undefined ? true : repeat ? values : values[0]];
      }),
    ),
  );

const term: fc.Arbitrary<Term> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...keys), word)
    .map(([option, value]) => (HINT_FLAGS[option].value === undefined ? { option } : { option, value })),
  fc.constantFrom("token", "clientId", "profile").map((variable) => ({ variable }) as const),
);

/** One generator for every kind that there is: the compiler asks for the one that is missing. */
const HINTS: { readonly [Kind in keyof HintKinds]: fc.Arbitrary<HintKinds[Kind]> } = {
  run: fc.record({
    run: fc.record({
      command: fc.constantFrom(...commands),
      operands: fc.array(word, { maxLength: 2 }),
      options,
    }),
    say,
  }),
  shell: fc.record({
    shell: hostileText.filter((path) => path !== "").map((path) => shellOn(path, "chmod", "600")),
    say,
  }),
  help: fc.record({ help: fc.constantFrom(["help", "configuration"], ["deals", "get", "--help"]), say }),
  logIn: fc.record({
    logIn: fc.constantFrom<LoginReason[]>(
      "missing",
      "malformed",
      "expired",
      "refused",
      "forbidden",
      "client",
    ),
  }),
  again: fc.record({
    again: fc.record({
      after: fc.constantFrom(undefined, "9 s"),
      more: fc.constantFrom(undefined, "retries" as const, "timeout" as const),
    }),
  }),
  checkAddress: fc.record({ checkAddress: fc.constantFrom("baseUrl" as const, "network" as const) }),
  nameCaFile: fc.constant({ nameCaFile: true }),
  reportBug: fc.constant({ reportBug: true }),
  say: fc.record({ say: fc.tuple(fc.constantFrom("add ", "leave out: "), term) }),
};

const place: fc.Arbitrary<TargetFlags> = fc.record({
  profile: fc.option(hostileText, { nil: undefined }),
  baseUrl: fc.option(hostileText, { nil: undefined }),
  config: fc.option(hostileText, { nil: undefined }),
});

/** A line as it is pasted, and the words that the shell is to make of it. */
type Pasted = { readonly line: string; readonly expected: readonly string[] };

describe.each(SHELLS)("in %s", (shell) => {
  it.each(Object.keys(HINTS) as (keyof HintKinds)[])("a hint of the kind %s", (kind) => {
    const many = fc.array(fc.tuple(HINTS[kind] as fc.Arbitrary<Hint>, place), {
      minLength: 40,
      maxLength: 60,
    });
    fc.assert(
      fc.property(many, (pairs) => {
        const pasted = pairs.flatMap(([hint, at]) => pastedOf(hint, at));
        expect(
          pasteInto(
            shell,
            pasted.map(({ line }) => line),
          ),
        ).toEqual(pasted.map(({ expected }) => expected));
      }),
      { numRuns: kind === "run" || kind === "say" || kind === "shell" ? 6 : 1 },
    );
  });
});

/** What of a hint is pasted: its command, or the flag that it ends in. */
function pastedOf(hint: Hint, at: TargetFlags): readonly Pasted[] {
  const wording = commandWording({ target: at, shell: "posix", flags: HINT_FLAGS, commands: COMMANDS });
  const { hint: text = "", command } = wording.hint(hint);
  if (typeof hint === "string") return [];
  if ("run" in hint) {
    const line = pastedPart(text, hint.say === undefined ? "" : `${wording.words(hint.say)}: `);
    const plain = withoutPlaceholders(hint.run);
    const { command: expected = [] } = wording.hint({ run: plain });
    // What has a word still to be chosen is nothing that a program should run.
    expect(command).toEqual(JSON.stringify(hint.run) === JSON.stringify(plain) ? expected : undefined);
    expect(wording.line(hint.run)).toBe(line);
    expectMeant(expected, plain, at);
    return [{ line, expected }];
  }
  if ("shell" in hint) {
    const line = pastedPart(text, hint.say === undefined ? "" : `${wording.words(hint.say)}: `);
    expect(command).toEqual(hint.shell);
    return [{ line, expected: hint.shell as readonly string[] }];
  }
  if ("say" in hint && Array.isArray(hint.say) && !("help" in hint)) {
    const [start, last] = hint.say as [string, Term];
    const fragment = pastedPart(text, start);
    if ("variable" in last) return [];
    const { option, value } = last;
    const name = `--${flagName(option)}`;
    const typed = typeof value === "object" ? value.placeholder : value;
    const flags =
      typed === undefined
        ? [name]
        : typeof value === "string" && value.startsWith("-")
          ? [`${name}=${value}`]
          : [name, String(typed)];
    return [{ line: `routera ${fragment}`, expected: ["routera", ...flags] }];
  }
  // No value of anyone is in the others, but for where the call goes.
  if (command === undefined) return [];
  const line = text.slice(text.lastIndexOf("routera "));
  return [{ line: text.endsWith(line) ? line : "", expected: command }].filter((one) => one.line !== "");
}

function pastedPart(text: string, start: string): string {
  expect(text.startsWith(start)).toBe(true);
  const line = text.slice(start.length);
  // What a terminal shows is what is pasted.
  expect(safeText(line)).toBe(line);
  return line;
}

/** The same command with texts for its placeholders. */
function withoutPlaceholders(run: HintedCommand): HintedCommand {
  return JSON.parse(JSON.stringify(run), (_, value) => value?.placeholder ?? value) as HintedCommand;
}

/** Read by another parser of words than that of the program. */
function expectMeant(
  argv: readonly string[],
  { command, operands = [], options: given = {} }: HintedCommand,
  at: TargetFlags,
): void {
  const [program, ...rest] = argv;
  expect(program).toBe("routera");
  const spelled = Object.fromEntries(
    keys.map((key) => {
      const { value } = HINT_FLAGS[key];
      return [flagName(key), { type: value === undefined ? "boolean" : "string", multiple: true } as const];
    }),
  );
  const { positionals, values } = parseArgs({ args: [...rest], options: spelled, allowPositionals: true });
  expect(positionals).toEqual([...command.split(" "), ...operands]);
  const { goesTo } = COMMANDS[command];
  const places = { account: ["profile", "baseUrl", "config"], config: ["config"], nowhere: [] }[
    goesTo
  ] as OptionKey[];
  const wanted: Record<string, unknown> = {};
  for (const key of keys) {
    const own = given[key];
    const here = places.includes(key) ? at[key as keyof TargetFlags] : undefined;
    const from = own ?? (key === "baseUrl" && given.profile !== undefined ? undefined : here);
    if (from === undefined) continue;
    wanted[flagName(key)] = [from].flat();
  }
  expect({ ...values }).toEqual(wanted);
}
