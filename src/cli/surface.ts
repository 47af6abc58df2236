/** Everything that can be typed, a line each, sorted: what a script may rely on. A test holds it against a file. Pure. */
import { argumentWord, catalogue, type FlagFacts, flagFacts } from "./catalogue.ts";
import type { Group } from "./command.ts";
import { globalFlags } from "./globals.ts";

export function surface(tree: Group): string {
  const commands = catalogue(tree).flatMap((command) => {
    const name = ["routera", ...command.path].join(" ");
    return [
      name,
      ...command.arguments.map((one, at) => `${name} ${at + 1}: ${argumentWord(one)}${choicesOf(one)}`),
      ...command.flags.map((flag) => `${name} ${spelled(flag)}`),
    ];
  });
  const globals = flagFacts(globalFlags).map((flag) => `routera ${spelled(flag)}`);
  const lines = [...commands, ...globals, "routera --help, -h", "routera --version, -V"];
  return `${lines.sort().join("\n")}\n`;
}

function spelled(flag: FlagFacts): string {
  const names = [flag.name, flag.short, flag.negated].filter((name) => name !== null).join(", ");
  const value = flag.value === null ? "" : ` <${flag.value}>`;
  return `${names}${value}${choicesOf(flag)}${flag.repeatable ? " (repeatable)" : ""}`;
}

function choicesOf({ choices }: { readonly choices: readonly string[] | null }): string {
  return choices === null ? "" : ` {${choices.join(",")}}`;
}
