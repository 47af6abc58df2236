/** `routera runs prune`: what it does. */
import type { Action } from "../../cli/command.ts";
import { trustedStateFolder } from "../../files/privateFile.ts";
import { type Pruned, pruneRuns } from "../../runs/prune.ts";
import { machineOf } from "../../runs/storage/processIdentity.ts";
import { layoutTable } from "../../terminal/table.ts";
import type { View } from "../../views/view.ts";
import { askConsent, checkConsent } from "../bulk/preview.ts";
import type { PruneRequest } from "./prune.ts";

export const pruneAction: Action<PruneRequest, Pruned> = {
  run: async (context, { keep, olderThan, unfinished, yes }) => {
    const { host } = context;
    await checkConsent(context, yes);
    const means = { machine: await machineOf(host), clock: host.clock, self: host };
    const pruning = { keep, olderThanDays: olderThan, unfinished };
    const dir = await trustedStateFolder(host);
    if (!yes) {
      const { removed } = await pruneRuns(dir, { ...pruning, dryRun: true }, means);
      if (removed.length === 0) return pruneRuns(dir, { ...pruning, dryRun: true }, means);
      const runs = `${removed.length} run${removed.length === 1 ? "" : "s"}`;
      await askConsent(context, yes, `Remove ${runs}? They can then neither be resumed nor taken back`);
    }
    return pruneRuns(dir, pruning, means);
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
