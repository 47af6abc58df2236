/** `routera manual`: what it does. */
import { catalogue, flagFacts } from "../cli/catalogue.ts";
import type { Action } from "../cli/command.ts";
import { globalFlags } from "../cli/globals.ts";
import { manualPage } from "../cli/manual.ts";
import type { View } from "../views/view.ts";
import { TOPICS } from "./topics/index.ts";

export const manualAction: Action<object, string> = {
  withoutSettings: true,
  verbatim: true,
  run: async ({ tree, version }) =>
    manualPage({
      version,
      summary: tree.summary,
      commands: catalogue(tree),
      flags: flagFacts(globalFlags),
      topics: Object.entries(TOPICS).map(([name, { summary, text }]) => ({ name, summary, text: text() })),
    }),
  view: () => manualView,
};

const manualView: View<string> = { table: (page) => page, value: (page) => ({ one: page }) };
