/** Names of columns whose text is damaged or not what it looks like. */
import type { Hint } from "../../hint.ts";
import { looksMisread } from "../../text/cells/codePages.ts";
import { startsWithMisreadMark } from "../../text/cells/encodingDamage.ts";
import { oddCharacters } from "../../text/cells/oddCharacters.ts";
import { quoted, type RowProblem } from "../row.ts";

/** The text of the file was read in another encoding than its own, and saved so. */
export function encodingProblem(names: readonly string[], line: number): RowProblem | undefined {
  const marked = names.find(startsWithMisreadMark);
  const misread = marked ?? names.find(looksMisread);
  if (misread === undefined) return undefined;
  const fact =
    marked === undefined
      ? `the name of the column ${quoted(misread)} is damaged`
      : `the header starts with ${quoted(misread.slice(0, 3))}`;
  return {
    code: "misread_encoding",
    line,
    message: `${fact}: a UTF-8 file was opened in another encoding and saved again`,
    hint: "all non-ASCII letters are damaged: open the original file as UTF-8, and save it as UTF-8",
  };
}

/** Quotes of a text processor quote nothing in CSV, and so do single ones. */
export function quotedNamesProblem(names: readonly string[], line: number): RowProblem | undefined {
  const all = names.filter((name) => name !== "");
  const [first] = all;
  if (first === undefined || !all.every((name) => QUOTED.test(name.trim()))) return undefined;
  return {
    code: "odd_quotes",
    line,
    message: `all names are in ${first.trim()[0]} ${first.trim().at(-1)}, which do not quote cells in CSV`,
    hint: 'write plain double quotes ("), or none',
  };
}

const QUOTED = /^(?:[\u201c\u201d\u201e].+[\u201c\u201d\u201f]|'.+'|\u2018.+\u2019|\u00ab.+\u00bb|`.+`)$/su;

/** The header could not be cut. */
export function oneColumnHint(names: readonly string[], idColumn: string): Hint | undefined {
  const [only = "", ...others] = names.filter((name) => name !== "");
  const words = only.split(/[^\p{L}\p{N}_]+/u);
  if (others.length > 0 || words.length < 2 || !words.includes(idColumn)) return undefined;
  return /[,;\t|]/.test(only)
    ? "each line is in quotes as a whole: remove the outer quotes"
    : "separate the columns by commas, semicolons, tabs or |";
}

export function oddNameProblem(name: string): Omit<RowProblem, "line" | "column"> | undefined {
  const odd = oddCharacters(name);
  if (odd.length === 0) return undefined;
  return {
    code: "odd_column_name",
    message: `the column name contains ${odd.join(", ")}`,
    hint: "type the column name again",
  };
}
