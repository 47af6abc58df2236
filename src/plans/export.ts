/** Operation: exports deals as rows that can be edited and planned again. */
import type { Account } from "../account/account.ts";
import { allDeals } from "../api/list.ts";
import { concealmentProblem, TOKEN_IN_DEAL } from "../deals/concealment.ts";
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
  /** Grows with the rows. `blocked`: deals that are omitted, with a warning each. */
  readonly counter: Readonly<ExportCounter>;
};

export type ExportCounter = { deals: number; blocked: number };

export type ExportObserver = Pick<PlanObserver, "progress" | "warning">;

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
  const counter = { deals: 0, blocked: 0 };
  return { rows: rows(), columns: columns.names, counter };

  async function* rows(): AsyncGenerator<JsonObject> {
    const asked = [...new Set([...properties, ...whereProperties(where)])];
    const tell = (isComplete = false) =>
      on.progress?.({ done: counter.deals, changes: 0, steps: counter.deals, isComplete });
    try {
      await tell();
      for await (const deal of allDeals(client, { archived, properties: asked })) {
        if (!matches(where, deal)) continue;
        const problem = concealmentProblem(deal);
        if (problem !== undefined) {
          counter.blocked += 1;
          await on.warning?.({ code: TOKEN_IN_DEAL, say: `deal ${deal.id} is not exported: ${problem}` });
          continue;
        }
        counter.deals += 1;
        await tell();
        yield exportRow(deal, columns);
      }
      await tell(true);
    } finally {
      await on.progress?.(undefined);
    }
  }
}

/** @returns how many deals were written, and how many were omitted @throws Failure `file_exists`; what `exportDeals`, the rows and the writer throw */
export async function exportToFile(
  account: () => Promise<Account>,
  options: ExportOptions,
  target: PlanTarget,
  write: ExportWriter,
  on: ExportObserver,
): Promise<Readonly<ExportCounter>> {
  await refuseExisting(target.path, target.overwrite, target.shown);
  const deals = await exportDeals(account, options, on);
  await write(deals, target);
  return deals.counter;
}
