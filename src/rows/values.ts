/** Checks of values in a row: the ID of the deal, and how deep JSON nests. */
import { checkDealId } from "../deals/deal.ts";
import { Failure, hintsOf } from "../failure.ts";
import type { Hint, Words } from "../hint.ts";
import { isLosslessNumber, type JsonValue } from "../json.ts";
import { oddCharacters, oddDashes } from "../text/cells/oddCharacters.ts";
import { quoted } from "./row.ts";

/** True where a value holds more than so many lists and objects in each other. */
export function nestsDeeperThan(value: JsonValue, levels: number): boolean {
  if (typeof value !== "object" || value === null || isLosslessNumber(value)) return false;
  return levels === 0 || Object.values(value).some((inner) => nestsDeeperThan(inner, levels - 1));
}

/** An id that can be used, or what is wrong with it. */
export type RowId =
  | { readonly id: string }
  | { readonly code: string; readonly message: Words; readonly hint?: Hint | undefined };

const ROUNDED = "is a long number rounded by a spreadsheet";

const MANGLED: readonly (readonly [RegExp, string])[] = [
  [/^[+-]?\d+(?:[.,]\d+)?e[+-]\d+$/i, ROUNDED],
  // Without a sign it takes the point to distinguish such a number from an id.
  [/^[+-]?\d+[.,]\d+e\d+$/i, ROUNDED],
  [
    /^#(?:REF!|N\/A|NAME\?|VALUE!|DIV\/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|ERROR!|GETTING_DATA)$/i,
    "is a spreadsheet error",
  ],
  [/^(?:Err:\d+|#+)$/, "is a spreadsheet error"],
  [/^=/, "is a spreadsheet formula"],
  [/^\d{1,3}(?:[,'\u2019 \u00a0\u202f]\d{3})+$/, "is a number with thousands separators"],
  [/^\d{1,3}(?:\.\d{3}){2,}$/, "is a number with thousands separators"],
  [/^\d+[.,]0+$/, "is a number saved with decimals"],
];

/** Most IDs. Such a text is nothing else. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True in any case of the letters. */
export function isUuid(id: string): boolean {
  return UUID.test(id);
}

export function rowId(text: string): RowId {
  if (isUuid(text)) return { id: text };
  if (text.trim() === "") return { code: "missing_id", message: "the ID is empty" };
  for (const [pattern, fact] of MANGLED) {
    if (!pattern.test(text)) continue;
    return {
      code: "mangled_id",
      message: `the ID ${quoted(text)} ${fact}`,
      hint: "export the deals again, and format the ID column as text in the spreadsheet",
    };
  }
  const odd = oddId(text);
  if (odd !== undefined)
    return {
      code: "odd_id",
      message: `the ID ${quoted(text)} ${odd}`,
      hint: "write the ID as Routera shows it",
    };
  try {
    return { id: checkDealId(text) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { code: error.code, message: error.words, hint: hintsOf(error)[0] };
  }
}

/** What no id has, and a program or a keyboard put there. */
function oddId(text: string): string | undefined {
  const [first = ""] = text;
  const last = text.at(-1) ?? "";
  if (text.length > 1 && PAIRS.has(first + last)) return `is in ${first}${last}`;
  const odd = [...oddCharacters(text), ...oddDashes(text)];
  return odd.length === 0 ? undefined : `contains ${odd.join(", ")}`;
}

const PAIRS: ReadonlySet<string> = new Set([
  '""',
  "''",
  "{}",
  "[]",
  "()",
  "<>",
  "``",
  "\u201c\u201d",
  "\u2018\u2019",
]);

/** The value that a deal is found by, in another field than its id. */
export function rowKey(text: string, field: string): RowId {
  return text === "" ? { code: "missing_key", message: `the value of ${field} is empty` } : { id: text };
}
