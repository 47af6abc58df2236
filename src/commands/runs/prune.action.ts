/** `routera runs prune`: what it does. */
import { stateDirectory } from "../../account/stateDirectory.ts";
import type { Action } from "../../cli/command.ts";
import { declined } from "../../runs/guards.ts";
import { type Pruned, pruneRuns } from "../../runs/prune.ts";
import { runStore } from "../../runs/storage/runStore.ts";
import { layoutTable } from "../../terminal/table.ts";
import type { View } from "../../views/view.ts";
import { askConsent, checkConsent } from "../bulk/preview.ts";

export type PruneRequest = {
  readonly olderThan: number | undefined;
  readonly keep: number | undefined;
  readonly unfinished: boolean;
  readonly yes: boolean;
};

export const pruneAction: Action<PruneRequest, Pruned> = {
  run: async (context, { keep, olderThan, unfinished, yes }) => {
    const { host } = context;
    if (!yes) await checkConsent(context);
    const store = await runStore({ host, stateDir: stateDirectory(host) });
    const pruning = { keep, olderThanDays: olderThan, unfinished };
    if (!yes) {
      const planned = await pruneRuns(store, { ...pruning, dryRun: true });
      const { length } = planned.removed;
      if (length === 0) return planned;
      const runs = `${length} run${length === 1 ? "" : "s"}`;
      const question = `Remove ${runs}? They can then neither be resumed nor taken back`;
      if (!(await askConsent(context, question))) throw declined();
    }
    return pruneRuns(store, pruning);
  },
  view: () => prunedView,
};

const prunedView: View<Pruned> = {
  table: async ({ removed, spared }, page) => {
    if (removed.length + spared.length === 0) return "Nothing to remove.\n";
    const columns = [{ title: "Run", keep: true }, { title: "What became of it" }];
    const rows = [
      ...removed.map(({ id }) => [id, "removed"]),
      ...spared.map(({ run, why }) => [run.id, `stays: ${why}`]),
    ];
    return layoutTable(columns, rows, page);
  },
  value: ({ removed, spared }) => ({
    one: {
      removed: removed.map(({ id }) => id),
      spared: spared.map(({ run, why }) => ({ run: run.id, why })),
    },
  }),
};
