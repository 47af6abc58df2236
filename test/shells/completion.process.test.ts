/** TAB in real shells. A shell that is not installed is skipped: `apt-get install zsh fish bash-completion`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bash, bashWithCompletion, bashWithoutBreaks, fish, zsh } from "./shells.ts";
import {
  closeShells,
  completionHome,
  isInstalled,
  type Shell,
  typeInto,
  writeSuggestions,
} from "./typing.ts";

const home = completionHome();
const UPDATE = "routera deals update x --field";

beforeAll(async () => {
  await writeSuggestions(
    home,
    new Map([
      ["deal_stage", ["Closed Won", 'It\'s "fine"!', "Risky $(touch pwned); `touch pwned`"]],
      ["next step", []],
    ]),
  );
  await writeSuggestions(home, new Map([["deal_stage", ["sandbox only"]]]), "sandbox:embedded");
  // Without it fish starts to read all manual pages, and continues behind the test.
  home.write(".local/share/fish/generated_completions/.keep", "");
  home.write("notes of mine.txt", "");
  home.write(".local/state/routera/runs/20261124-031502-7f3a/plan.jsonl", "");
  home.write(
    ".config/routera/config.yaml",
    "profiles:\n  staging:\n    baseUrl: https://staging.example.com\n",
  );
});
afterAll(() => {
  closeShells();
  home.remove();
});

type Case = readonly [what: string, keys: string, argv: readonly string[]];

const COMMON: readonly Case[] = [
  ["commands", "routera dea\tup\t", ["deals", "update"]],
  ["flags", "routera deals get x --js\t--verb\t", ["deals", "get", "x", "--json", "--verbose"]],
  ["choices, behind =", "routera deals list --format=nd\t", ["deals", "list", "--format=ndjson"]],
  ["choices of an argument", "routera completion power\t", ["completion", "powershell"]],
  ["profiles", "routera --profile stag\tdeals list", ["--profile", "staging", "deals", "list"]],
  ["runs", "routera runs show 2026\t", ["runs", "show", "20261124-031502-7f3a"]],
  ["topics", "routera help exit\t", ["help", "exit-codes"]],
  [
    "a field, then a value with a space",
    `${UPDATE} deal_st\tClo\t`,
    ["deals", "update", "x", "--field", "deal_stage=Closed Won"],
  ],
  ["a name with a space", `${UPDATE} nex\tdone`, ["deals", "update", "x", "--field", "next step=done"]],
  [
    "between double quotes",
    `${UPDATE} "deal_stage=Clo\t`,
    ["deals", "update", "x", "--field", "deal_stage=Closed Won"],
  ],
  [
    "between single quotes",
    `${UPDATE} 'deal_stage=Clo\t`,
    ["deals", "update", "x", "--field", "deal_stage=Closed Won"],
  ],
  [
    "quotes in a value",
    `${UPDATE} deal_stage=It\t`,
    ["deals", "update", "x", "--field", 'deal_stage=It\'s "fine"!'],
  ],
  [
    "a value that would run",
    `${UPDATE} deal_stage=Ris\t`,
    ["deals", "update", "x", "--field", "deal_stage=Risky $(touch pwned); `touch pwned`"],
  ],
  [
    "… between double quotes",
    `${UPDATE} "deal_stage=Ris\t`,
    ["deals", "update", "x", "--field", "deal_stage=Risky $(touch pwned); `touch pwned`"],
  ],
  [
    "values of the profile that is named",
    "routera --profile sandbox deals update x --field deal_stage=sand\t",
    ["--profile", "sandbox", "deals", "update", "x", "--field", "deal_stage=sandbox only"],
  ],
  ["files", "routera deals apply note\t", ["deals", "apply", "notes of mine.txt"]],
];

const FILE_BEHIND: Case = [
  "files behind key=",
  "routera deals update x --field-file notes=note\t",
  ["deals", "update", "x", "--field-file", "notes=notes of mine.txt"],
];

/** `file` is where a redirection leads: the program is called with what is in front of it. */
const REDIRECTED: readonly Case[] = [
  ["files behind >", "routera deals list > note\t", ["deals", "list"]],
  ["files behind 2>", "routera deals list 2> note\t", ["deals", "list"]],
  ["files behind <", "routera deals plan - < note\t", ["deals", "plan", "-"]],
  ["flags behind a redirection", "routera deals list > note\t--js\t", ["deals", "list", "--json"]],
];

const AT_HOME: readonly Case[] = [
  ["files behind ~/", "routera deals apply ~/note\t", ["deals", "apply", "HOME/notes of mine.txt"]],
  ["files behind $HOME/", "routera deals apply $HOME/note\t", ["deals", "apply", "HOME/notes of mine.txt"]],
];

suite("bash", bash, [...COMMON, FILE_BEHIND, ...REDIRECTED, ...AT_HOME]);
suite("bash", bashWithCompletion, [...COMMON, FILE_BEHIND, ...REDIRECTED, ...AT_HOME], {
  name: "with bash-completion",
  needs: "/usr/share/bash-completion/bash_completion",
});
suite("bash", bashWithoutBreaks, COMMON, { name: 'where "=" and ":" cut no words' });
suite("zsh", zsh, [...COMMON, FILE_BEHIND, ...REDIRECTED, ...AT_HOME]);
suite("zsh", { ...zsh, setup: `setopt magic_equal_subst\n${zsh.setup}` }, COMMON.slice(7, 9), {
  name: "with magic_equal_subst",
});
suite("fish", fish, [...COMMON, FILE_BEHIND, ...REDIRECTED, ...AT_HOME]);

function suite(
  program: string,
  shell: Shell,
  cases: readonly Case[],
  { name, needs }: { readonly name?: string; readonly needs?: string } = {},
): void {
  const skip = !isInstalled(program) || (needs !== undefined && !existsSync(needs));
  const title = [program, name, skip ? "(not installed here)" : undefined].filter(Boolean).join(" ");
  describe.skipIf(skip)(title, () => {
    it.each(cases)("completes %s", async (_what, keys, argv) => {
      const typed = await typeInto(shell, home, keys);
      expect(typed.argv).toEqual(argv.map((word) => word.replace(/^HOME/, home.path)));
      // What a redirection leads to was there before.
      expect(existsSync(join(home.path, "note"))).toBe(false);
    });

    it("evaluates nothing that was typed", async () => {
      const line = `routera deals get '\`touch pwned\`' "$(touch pwned)" $(touch pwned) --verb`;
      // Enter would run it, by right: the line is wiped out before.
      const { argv, shown } = await typeInto(shell, home, `${line}\t\u0001\u000broutera done`);
      expect(argv).toEqual(["done"]);
      expect(shown).toContain("--verbose");
      expect(existsSync(join(home.path, "pwned"))).toBe(false);
    });
  });
}
