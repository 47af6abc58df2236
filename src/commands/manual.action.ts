/** `routera manual`: what it does. */
import { catalogue, flagFacts } from "../cli/catalogue.ts";
import { type CommandResult, result } from "../cli/command.ts";
import type { Context } from "../cli/context.ts";
import { globalFlags } from "../cli/globals.ts";
import { manualPage } from "../cli/manual.ts";
import type { View } from "../views/view.ts";
import { TOPICS } from "./topics/index.ts";

export async function execute({ tree, version }: Context): Promise<CommandResult> {
  const page = manualPage({
    version,
    summary: tree.summary,
    commands: catalogue(tree),
    flags: flagFacts(globalFlags),
    topics: Object.entries(TOPICS).map(([name, { summary, text }]) => ({ name, summary, text: text() })),
  });
  return result(manualView, page);
}

const manualView: View<string> = { table: (page) => page, value: (page) => ({ one: page }) };
