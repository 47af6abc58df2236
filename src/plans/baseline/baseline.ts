/**
 * The stamp of an exported deal: one column that says what each field held, so that a plan can show the user's edits from
 * what others changed in the meantime. It needs no second file, and no column beside the user's own for each field.
 *
 * `r1 <hash of the id> deal_name=s3fK9… amount=n1200.00 next_step=0`
 */
import type { JsonObject } from "../../json.ts";
import { type BaselineValue, baselineType, baselineValueOf, shortHash } from "./value.ts";

/** In front of each stamp, behind an `r`. */
export const BASELINE_VERSION = 1;

const VERSION = `r${BASELINE_VERSION}`;

/** What each field held, by name. */
export type Baseline = ReadonlyMap<string, BaselineValue>;

/** @param names the fields that were exported */
export function printBaseline(id: string, deal: JsonObject, names: readonly string[]): string {
  const marks = names.map((name) => {
    const value = Object.hasOwn(deal, name) ? (deal[name] ?? null) : null;
    return `${encodeURIComponent(name.toWellFormed())}=${baselineValueOf(value)}`;
  });
  return [VERSION, shortHash(id), ...marks].join(" ");
}

/** @returns in words what is wrong where it can't be read, or belongs to another deal */
export function readBaseline(
  text: string,
  id: string,
): Baseline | { readonly wrong: "unreadable" | "other_deal" } {
  const [version, deal, ...words] = text.trim().split(/\s+/);
  if (version !== VERSION || deal === undefined) return { wrong: "unreadable" };
  const stamp = new Map<string, BaselineValue>();
  for (const word of words) {
    const at = word.indexOf("=");
    const name = decoded(word.slice(0, Math.max(0, at)));
    const mark = word.slice(at + 1);
    if (name === undefined || name === "" || baselineType(mark) === undefined) return { wrong: "unreadable" };
    stamp.set(name, mark);
  }
  return deal === shortHash(id) ? stamp : { wrong: "other_deal" };
}

function decoded(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
