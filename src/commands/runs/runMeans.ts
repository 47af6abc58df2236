/** What runs stand on in this call. */

import type { RunMeans } from "../../bulk/apply/startRun.ts";
import { machineOf } from "../../bulk/journal/machine.ts";
import type { Context } from "../../context.ts";

export async function runMeans({ host }: Context): Promise<RunMeans> {
  return { machine: await machineOf(host), clock: host.clock };
}
