/** How deep the JSON of a row may nest: far more than a field needs, far less than what breaks those who walk it later. */
import { isLosslessNumber, type JsonValue } from "../../json.ts";

export const DEEPEST = 100;

/** True where a value holds more than so many lists and objects in each other. */
export function nestsDeeperThan(value: JsonValue, levels: number): boolean {
  if (typeof value !== "object" || value === null || isLosslessNumber(value)) return false;
  return levels === 0 || Object.values(value).some((inner) => nestsDeeperThan(inner, levels - 1));
}
