/** Operation: exports deals as rows that can be edited and planned again. */
import type { Account } from "../account/account.ts";
import { allDeals } from "../api/list.ts";
import { matches, type Where, whereProperties } from "../deals/where.ts";
import { refuseExisting } from "../files/atomicWrite.ts";
import type { JsonObject } from "../json.ts";
import { exportColumns, exportRow } from "./baseline/exportRow.ts";
import type { PlanTarget } from "./make.ts";
import type { PlanObserver } from "./observer.ts";

export type ExportOptions = {
  readonly where: Where;
  /** Besides the default ones; asked for when they are needed. */
  readonly properties: () => Promise<readonly string[]>;
  /** True: archived deals too. */
  readonly archived: boolean;
};

/** The deals, read while the rows are looped over. */
export type ExportedDeals = {
  readonly rows: AsyncIterable<JsonObject>;
  readonly columns: readonly string[];
};

export type ExportObserver = Pick<PlanObserver, "progress">;

/** Writes the rows to the file, whole or not at all. */
export type ExportWriter = (deals: ExportedDeals, target: PlanTarget) => Promise<void>;

/** @throws Failure of kind credentials where there are none; the rows throw what reading deals throws */
export async function exportDeals(
  account: () => Promise<Account>,
  { archived, properties: askProperties, where }: ExportOptions,
  on: ExportObserver,
): Promise<ExportedDeals> {
  const properties = await askProperties();
  const columns = exportColumns(properties);
  const client = await (await account()).deals();
  return { rows: rows(), columns: columns.names };

  async function* rows(): AsyncGenerator<JsonObject> {
    const asked = [...new Set([...properties, ...whereProperties(where)])];
    let done = 0;
    const tell = (isComplete = false) => on.progress?.({ done, changes: 0, steps: done, isComplete });
    try {
      await tell();
      for await (const deal of allDeals(client, { archived, properties: asked })) {
        if (!matches(where, deal)) continue;
        done += 1;
        await tell();
        yield exportRow(deal, columns);
      }
      await tell(true);
    } finally {
      await on.progress?.(undefined);
    }
  }
}

/** @returns how many deals were written @throws Failure `file_exists`; what `exportDeals`, the rows and the writer throw */
export async function exportToFile(
  account: () => Promise<Account>,
  options: ExportOptions,
  target: PlanTarget,
  write: ExportWriter,
  on: ExportObserver,
): Promise<number> {
  await refuseExisting(target.path, target.overwrite, target.shown);
  let deals = 0;
  const counted: ExportObserver = {
    progress: (reading) => {
      deals = reading?.done ?? deals;
      return on.progress?.(reading);
    },
  };
  await write(await exportDeals(account, options, counted), target);
  return deals;
}
