/** What words mean that are no whole command line, as far as they agree with the tree: for the hint of an error. Pure. */
import { closestMatch } from "../text/closestMatch.ts";
import { flagNamed, flagsAt } from "./completion/completionContext.ts";
import { type Flags, flagName } from "./flag.ts";
import type { Command, Group } from "./tree.ts";

export type ResolvedCommand = {
  readonly path: readonly string[];
  readonly node: Group | Command;
  /** The word in the place of a command that the tree does not know there. */
  readonly stray: string | undefined;
};

/** The command or group that is meant. A flag's value is no command, also where the flag is misspelled. */
export function resolveCommand(tree: Group, argv: readonly string[]): ResolvedCommand {
  const path: string[] = [];
  let node: Group | Command = tree;
  let isValue = false;
  for (const word of argv) {
    if (isValue) {
      isValue = false;
      continue;
    }
    if (node.kind !== "group" || word === "--") break;
    if (/^-./s.test(word)) {
      isValue = takesNext(word, flagsAt(node));
      continue;
    }
    const child: Group | Command | undefined = node.children.find((one) => one.name === word);
    if (!child) return { path, node, stray: word };
    path.push(child.name);
    node = child;
  }
  return { path, node, stray: undefined };
}

/** Where in the tree commands of this name are, or else of one that is near it: `["deals", "update"]` for `update`. */
export function commandsNamed(tree: Group, word: string): readonly (readonly string[])[] {
  const leaves = leavesOf(tree, []);
  const exact = leaves.filter((path) => path.at(-1) === word);
  if (exact.length > 0) return exact;
  const near = closestMatch(
    word,
    leaves.map((path) => path.at(-1) ?? ""),
  );
  return leaves.filter((path) => path.at(-1) === near);
}

/** `routera deals list, routera runs list or routera profile list` */
export function joinAlternatives(paths: readonly (readonly string[])[], front: string): string {
  return paths
    .map((path) => [front, ...path].join(" "))
    .join(", ")
    .replace(/, ([^,]*)$/, " or $1");
}

function takesNext(word: string, flags: Flags): boolean {
  if (!word.startsWith("--") || word.includes("=")) return false;
  const names = Object.keys(flags).map((key) => `--${flagName(key)}`);
  const spelled = flagNamed(word, flags) ?? flagNamed(closestMatch(word, names) ?? "", flags);
  return spelled?.flag.value !== undefined;
}

function leavesOf(node: Group | Command, path: readonly string[]): readonly (readonly string[])[] {
  if (node.kind === "command") return [path];
  return node.children.flatMap((child) => leavesOf(child, [...path, child.name]));
}
