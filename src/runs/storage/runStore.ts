/** The runs of this machine, as this process sees them. */
import type { LocalState } from "../../account/account.ts";
import type { CurrentUser } from "../../files/permissions.ts";
import type { Clock } from "../../host.ts";
import { type Machine, machineOf } from "./processIdentity.ts";

export type RunStore = {
  readonly stateDir: string;
  readonly machine: Machine;
  readonly clock: Clock;
  readonly self: CurrentUser;
};

/** Makes nothing: there need not be a state directory. */
export async function runStore({ host, stateDir }: LocalState): Promise<RunStore> {
  return { stateDir: await stateDir.find(), machine: await machineOf(host), clock: host.clock, self: host };
}
