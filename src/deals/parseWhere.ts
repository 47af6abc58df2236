/** The words of `--where` → conditions. */

import { type Failure, usage } from "../failure.ts";
import { option, say, words } from "../hint.ts";
import { isUnsafeName } from "./fieldName.ts";

export const WHERE_OPERATORS = ["!=", "<=", ">=", "=", "~", "<", ">", "in"] as const;
export type WhereOperator = (typeof WHERE_OPERATORS)[number];

/** One condition. `values` holds one text, for `in` one or more. */
export type Condition = {
  readonly field: string;
  readonly operator: WhereOperator;
  readonly values: readonly string[];
};

/** Conditions that must all hold. */
export type Where = readonly Condition[];

const SYMBOL = /^(\s*)([^\s=!~<>,]+)(\s*)(!=|<=|>=|=|~|<|>)/;
const LIST = /^(\s*)([^\s=!~<>,]+)\s+in(?=\s|$)\s*/i;

/**
 * The text behind an operator is literal, without quotes. White space in front of the operator is dropped, and where
 * there is some, the white space behind it as well: `deal_stage = won` is `deal_stage=won`.
 * @throws Failure `bad_where` of kind usage, with the place
 */
export function parseWhere(texts: readonly string[]): Where {
  return texts.map(parseCondition);
}

function parseCondition(text: string): Condition {
  const symbol = SYMBOL.exec(text);
  if (symbol !== null) return compared(text, symbol);
  const list = LIST.exec(text);
  if (list !== null) {
    return {
      field: checkName(text, list[2] as string, (list[1] as string).length),
      operator: "in",
      values: listOf(text, list[0].length),
    };
  }
  const name = /^\s*[^\s=!~<>,]*/.exec(text)?.[0] ?? "";
  if (name.trim() === "") throw bad(text, name.length, "missing field name");
  throw bad(text, name.length, "missing operator: =, !=, ~, <, >, <=, >= or in");
}

function compared(text: string, symbol: RegExpExecArray): Condition {
  const [whole, before = "", name = "", gap = "", sign] = symbol;
  const operator = sign as WhereOperator;
  const field = checkName(text, name, before.length);
  const rest = text.slice(whole.length);
  if (/^[=~<>]/.test(rest)) {
    throw bad(
      text,
      whole.length - operator.length,
      `unknown operator ${operator}${rest[0]}; for the value ${rest}, put spaces around ${operator}: ${field} ${operator} ${rest}`,
    );
  }
  const value = gap === "" ? rest : rest.trimStart();
  if (value === "" && operator !== "=" && operator !== "!=") {
    throw bad(text, text.length, `missing value after ${operator}`);
  }
  return { field, operator, values: [value] };
}

function checkName(text: string, name: string, at: number): string {
  if (isUnsafeName(name)) throw bad(text, at, "not a valid field name");
  return name;
}

/** Items between commas, without the white space around them; `"…"` keeps it, and commas, with `""` for a quote. */
function listOf(text: string, start: number): readonly string[] {
  const items: string[] = [];
  const item = /\s*(?:"((?:[^"]|"")*)"|([^",]*))\s*(,|$)/y;
  for (let at = start; ; at = item.lastIndex) {
    item.lastIndex = at;
    const found = item.exec(text);
    if (found === null) throw bad(text, at, "invalid list item");
    const [, inQuotes, plain = "", end] = found;
    if (inQuotes === undefined && plain.trim() === "") throw bad(text, at, "missing list item");
    if (inQuotes === undefined && plain.startsWith("("))
      throw bad(text, at, "write a list without parentheses");
    items.push(inQuotes?.replaceAll('""', '"') ?? plain.trim());
    if (end === "") return items;
  }
}

function bad(text: string, at: number, message: string): Failure {
  return usage(
    "bad_where",
    words`${option("where")} ${JSON.stringify(text)}: ${message} (at character ${at + 1})`,
    say`use ${option("where", "deal_stage=qualified")}, ${option("where", "amount>=5000")} or ${option("where", "deal_stage in won,lost")}`,
  );
}
