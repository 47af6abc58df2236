/** How a CSV file is written: its delimiter and its line ends, reported by its first line. */
import { option, say } from "../../hint.ts";
import { BrokenInput } from "../row.ts";

export type CsvDialect = {
  readonly delimiter: string;
  /** What ends a row. A lone CR does so only in files that use it from the start; elsewhere it is text. */
  readonly rowEnds: readonly string[];
  /** True when the file starts with Excel's `sep=;` line, which is no row. */
  readonly sepLine: boolean;
};

const DELIMITERS = [",", ";", "\t", "|"] as const;

/**
 * @param head the first bytes of the file
 * @param idColumn a delimiter that sets this name free is the right one
 * @param fixed the delimiter, where it is known
 * @throws BrokenInput `ambiguous_delimiter` where the first line can be cut in two ways
 */
export function csvDialect(head: Buffer, idColumn: string, fixed?: string): CsvDialect {
  const text = head
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .replace(/^[\r\n]+/, "");
  const sep = /^"?sep=([,;\t|])"?(?=\r|\n)/i.exec(text)?.[1];
  const { line, rowEnds } = firstLine(text);
  if (fixed === "\t" && sep === undefined) refuseCommas(line);
  return {
    delimiter: sep ?? fixed ?? sniffed(titled(line, text, idColumn), idColumn),
    rowEnds,
    sepLine: sep !== undefined,
  };
}

function firstLine(text: string): { readonly line: string; readonly rowEnds: readonly string[] } {
  const lineFeeds = ["\r\n", "\n"];
  let inQuotes = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') inQuotes = !inQuotes;
    if (inQuotes || (char !== "\n" && char !== "\r")) continue;
    const loneReturn = char === "\r" && text[at + 1] !== "\n";
    return { line: text.slice(0, at), rowEnds: loneReturn ? [...lineFeeds, "\r"] : lineFeeds };
  }
  return { line: text, rowEnds: lineFeeds };
}

/** A file that is called TSV and has another delimiter. */
function refuseCommas(line: string): void {
  if (line.includes("\t") || !/[,;|]/.test(line)) return;
  throw new BrokenInput({
    code: "wrong_delimiter",
    line: 1,
    message: "the header has no tabs: the file is CSV, not TSV",
    hint: say`add ${option("inputFormat", "csv")}`,
  });
}

/** A title above the header holds no delimiter: the line that has the column of the IDs does. */
function titled(line: string, text: string, idColumn: string): string {
  if (DELIMITERS.some((delimiter) => line.includes(delimiter))) return line;
  const lines = text.split(/\r\n?|\n/, TITLE_LINES);
  const cuts = (one: string) => DELIMITERS.map((delimiter) => cellsOf(one, delimiter));
  return lines.find((one) => cuts(one).some((cells) => cells.length > 1 && cells.includes(idColumn))) ?? line;
}

const TITLE_LINES = 20;

function sniffed(header: string, idColumn: string): string {
  const cuts = DELIMITERS.map((delimiter) => ({ delimiter, cells: cellsOf(header, delimiter) }));
  const withId = cuts.filter(({ cells }) => cells.length > 1 && cells.includes(idColumn));
  const candidates = withId.length > 0 ? withId : cuts;
  const most = Math.max(...candidates.map(({ cells }) => cells.length));
  if (most === 1) return ",";
  const [best, rival] = candidates.filter(({ cells }) => cells.length === most);
  if (best !== undefined && rival === undefined) return best.delimiter;
  throw new BrokenInput({
    code: "ambiguous_delimiter",
    line: 1,
    message: "the header contains more than one possible delimiter",
    hint: say`separate the columns with tabs and add ${option("inputFormat", "tsv")}`,
  });
}

/** A rough cut, good enough for a header: quotes hide delimiters and are dropped. */
function cellsOf(line: string, delimiter: string): readonly string[] {
  const cells = [""];
  let inQuotes = false;
  for (const char of line) {
    if (char === '"') inQuotes = !inQuotes;
    else if (char === delimiter && !inQuotes) cells.push("");
    else cells[cells.length - 1] += char;
  }
  return cells;
}
