/** `routera runs prune`: what it does. */
import { accountStateDirectory } from "../../account/stateDirectory.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { type PruneResult, pruneRuns } from "../../runs/prune.ts";
import { runStore } from "../../runs/storage/runStore.ts";
import { layoutTable } from "../../terminal/table.ts";
import type { View } from "../../views/view.ts";
import { checkCanConfirm, confirmApply } from "../bulk/preview.ts";

export type Input = {
  readonly olderThan: number | undefined;
  readonly keep: number | undefined;
  readonly unfinished: boolean;
  readonly yes: boolean;
};

export async function execute(
  context: Context,
  { keep, olderThan, unfinished, yes }: Input,
): Promise<CommandResult> {
  const { host } = context;
  const confirmation = {
    canConfirm: () => checkCanConfirm(context),
    confirm: (runs: number) => {
      const what = `${runs} run${runs === 1 ? "" : "s"}`;
      return confirmApply(context, `Delete ${what}? Deleted runs cannot be resumed or undone.`);
    },
  };
  const store = await runStore({ host, stateDir: accountStateDirectory(host) });
  const choice = { keep, olderThanDays: olderThan, unfinished };
  return result(prunedView, await pruneRuns(store, choice, yes ? {} : confirmation));
}

const prunedView: View<PruneResult> = {
  table: async ({ removed, spared }, page) => {
    if (removed.length + spared.length === 0) return "No runs to delete.\n";
    const columns = [{ title: "Run", keep: true }, { title: "Result" }];
    const rows = [
      ...removed.map(({ id }) => [id, "removed"]),
      ...spared.map(({ run, why }) => [run.id, `kept: ${why}`]),
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
