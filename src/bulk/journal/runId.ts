/** Names of runs: sortable by time, short enough to type, safe as a folder name. `20261124-031502-7f3a` */
import { randomInt } from "node:crypto";

/**
 * @param now milliseconds since the epoch; the id tells it in UTC, to the second. The last four digits begin with the
 * millisecond, so that of two runs that a script makes at once the later one is the last.
 */
export function newRunId(now: number): string {
  const [date = "", time = ""] = new Date(now).toISOString().split("T");
  const millisecond = new Date(now).getUTCMilliseconds();
  const last = (millisecond * A_MILLISECOND + randomInt(A_MILLISECOND)).toString(16).padStart(4, "0");
  return `${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}-${last}`;
}

/** How many ids there are for each: 1000 of these fit into four hex digits. */
const A_MILLISECOND = 64;

/** True for what `newRunId` makes and nothing else: no dots, no slashes. */
export function isRunId(text: string): boolean {
  return /^\d{8}-\d{6}-[0-9a-f]{4}$/.test(text) && !Number.isNaN(timeOfRun(text));
}

/** When the run was made, milliseconds since the epoch. */
export function timeOfRun(id: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(id);
  if (!match) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
