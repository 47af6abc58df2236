/** Names of columns whose text is damaged or not what it looks like. */
import { startsWithMisreadMark } from "../../text/cells/encodingDamage.ts";
import { oddCharacters } from "../../text/cells/oddCharacters.ts";
import { quoted, type RowProblem } from "../row.ts";

/** The text of the file was read in another encoding than its own, and saved so. */
export function encodingProblem(names: readonly string[], line: number): RowProblem | undefined {
  const [first = ""] = names;
  if (!startsWithMisreadMark(first)) return undefined;
  return {
    code: "misread_encoding",
    line,
    message: `the header starts with ${quoted(first.slice(0, 3))}: UTF-8 text was read in another encoding and saved again`,
    hint: "all letters beyond ASCII are damaged in it: open the original file as UTF-8 and save it as UTF-8",
  };
}

export function oddNameProblem(name: string): Omit<RowProblem, "line" | "column"> | undefined {
  const odd = oddCharacters(name);
  if (odd.length === 0) return undefined;
  return {
    code: "odd_column_name",
    message: `the name holds ${odd.join(", ")}`,
    hint: "type the name again",
  };
}
