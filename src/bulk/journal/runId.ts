/** Names of runs: sortable by time, short enough to type, safe as a folder name. `20261124-031502-7f3a` */
import { randomBytes } from "node:crypto";

/** @param now milliseconds since the epoch; the id tells it in UTC, to the second */
export function newRunId(now: number): string {
  const [date = "", time = ""] = new Date(now).toISOString().split("T");
  return `${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}-${randomBytes(2).toString("hex")}`;
}

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
