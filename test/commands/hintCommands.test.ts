/** Every command that a hint in the source names: its options are flags of that command. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "rolldown/parseAst";
import { describe, expect, it } from "vitest";
import { globalFlags } from "../../src/cli/globals.ts";
import type { Command, Group } from "../../src/cli/tree.ts";
import { tree } from "../../src/commands/index.ts";
import { COMMANDS } from "../../src/commands/wording.ts";

const SRC = join(import.meta.dirname, "../../src");

type Named = { readonly command: string; readonly options: readonly string[]; readonly file: string };

const named = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
  .flatMap((file) => commandsIn(file));

describe("a command of a hint", () => {
  it("is found at all", () => {
    expect(named.length).toBeGreaterThan(30);
  });

  it.each(named)("$command $options ($file)", ({ command, options }) => {
    expect(Object.keys(COMMANDS)).toContain(command);
    const path = COMMANDS[command as keyof typeof COMMANDS].path;
    expect(path.join(" ")).toBe(command);
    const flags = { ...globalFlags, ...flagsOf(path) };
    expect(options.filter((key) => !Object.hasOwn(flags, key))).toEqual([]);
  });
});

function flagsOf(path: readonly string[]): object {
  let node: Command | Group = tree;
  for (const name of path) {
    const child: Command | Group | undefined =
      node.kind === "group" ? node.children.find((one) => one.name === name) : undefined;
    if (child === undefined) throw new Error(`there is no command ${path.join(" ")}`);
    node = child;
  }
  return node.kind === "command" ? node.flags : {};
}

/** Objects like `{ command: "deals get", options: { properties } }`. */
function commandsIn(file: string): readonly Named[] {
  const found: Named[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    if (typeof node !== "object" || node === null || Array.isArray(node)) return;
    const { type, properties } = node as { type?: string; properties?: readonly Property[] };
    if (type === "ObjectExpression" && properties) {
      const by = new Map(properties.map((one) => [one.key?.name ?? "", one.value]));
      const command = by.get("command");
      const options = by.get("options");
      if (command?.type === "Literal" && typeof command.value === "string") {
        const keys = (options?.properties ?? []).flatMap(({ key }) => (key?.name ? [key.name] : []));
        const isRun = [...by.keys()].every((key) => ["command", "operands", "options"].includes(key));
        if (isRun) found.push({ command: command.value, options: keys, file });
      }
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseAst(readFileSync(join(SRC, file), "utf8"), { lang: "ts" }).body);
  return found;
}

type Property = {
  readonly key?: { readonly name?: string };
  readonly value?: {
    readonly type?: string;
    readonly value?: unknown;
    readonly properties?: readonly Property[];
  };
};
