/** Prints everything that a person reads into one file: help, topics, man page, documents, messages. Run it by `npm run texts`. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { it } from "vitest";
import { commandHelp, groupHelp } from "../../src/cli/help.ts";
import type { Command, Group } from "../../src/cli/tree.ts";
import { tree } from "../../src/commands/index.ts";
import { TOPICS } from "../../src/commands/topics/index.ts";
import { makeHome } from "../harness/program.ts";
import { FAULT_TABLE } from "../hostile/faultTable.ts";
import { messagesOf } from "./faultMessages.ts";
import { DOCUMENTS, sourceMessages, textOf } from "./readable.ts";

const FILE = resolve(import.meta.dirname, "../../texts.txt");

it("prints all texts", async () => {
  const home = makeHome();
  const manual = await home.run(["manual"]);
  home.remove();
  const parts = [
    ...helpTexts([], tree),
    ...Object.entries(TOPICS).map(([name, { text }]) => part(`routera help ${name}`, text())),
    part("routera manual", manual.stdout),
    ...DOCUMENTS.map((file) => part(file, textOf(file))),
    ...(await faultTexts()),
    part("Messages in the sources", sourceMessages().join("\n")),
  ];
  writeFileSync(FILE, parts.join("\n"));
});

function helpTexts(path: readonly string[], node: Group | Command): readonly string[] {
  const title = ["routera", ...path, "--help"].join(" ");
  if (node.kind === "command") return [part(title, commandHelp(node, path))];
  return [
    part(title, groupHelp(node, path)),
    ...node.children.flatMap((child) => helpTexts([...path, child.name], child)),
  ];
}

async function faultTexts(): Promise<readonly string[]> {
  const parts: string[] = [];
  for (const [row, cases] of Object.entries(FAULT_TABLE)) {
    for (const one of cases) parts.push(part(`${row}: ${one.what}`, await messagesOf(one)));
  }
  return parts;
}

function part(title: string, text: string): string {
  return `=== ${title}\n\n${text.trimEnd()}\n`;
}
