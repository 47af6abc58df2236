/** How a run is to be carried out. */
import type { RouteraClient } from "./routeraClient.ts";
import type { RowResult } from "./runSummary.ts";

export type RunOptions = {
  readonly client: RouteraClient;
  /** Where runs are kept. Default: the folder of the command line, so that `routera runs` shows them. */
  readonly stateDir?: string | undefined;
  /** Requests at once, 1 to 64. Default 8. */
  readonly concurrency?: number | undefined;
  /** Requests per second. Default: no limit. */
  readonly rate?: number | undefined;
  /** Only the first so many changes; the others stay to be resumed. */
  readonly limit?: number | undefined;
  /** Stop when more rows than this fail; `"5%"` is of all rows. Default: no limit. */
  readonly maxErrors?: number | `${number}%` | undefined;
  /** Called once with the id of the run, before anything is sent. When it throws, the run ends and the error is thrown on. */
  readonly onStart?: ((run: string) => void | Promise<void>) | undefined;
  /** Called at the end of each row and waited for. When it throws, rows under way are finished and the error is thrown on. */
  readonly onRow?: ((row: RowResult) => void | Promise<void>) | undefined;
};
