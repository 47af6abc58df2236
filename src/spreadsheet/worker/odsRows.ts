/** What the parser does not show of ODS rows: which are hidden, and whether some are where it does not look. */
import { SpreadsheetError } from "../spreadsheetError.ts";
import { unpack, type ZipPart } from "../zip.ts";

/** Repeated rows beyond this are an empty rest of the sheet. */
const MAX_REPEATED = 10_000;

/**
 * The hidden and filtered rows of a sheet, by their number from 1.
 * @throws SpreadsheetError `other_format` for rows in groups: the parser would omit them
 */
export function odsHiddenLines(bytes: Uint8Array, parts: readonly ZipPart[], sheet: string): OdsHidden {
  const part = parts.find(({ name }) => name === "content.xml");
  const hidden = { lines: new Set<number>(), filtered: new Set<number>() };
  if (part === undefined) return hidden;
  const table = tableOf(unpack(bytes, part).toString("utf8"), sheet);
  if (/<table:(?:table-row-group|table-header-rows|table-rows)\b/.test(table)) {
    throw new SpreadsheetError("other_format", { format: "an ODS file with grouped or repeated rows" });
  }
  let line = 1;
  for (const [, attributes = ""] of table.matchAll(/<table:table-row\b([^>]*)>/g)) {
    const repeated = Number(/table:number-rows-repeated="(\d+)"/.exec(attributes)?.[1] ?? 1);
    const visibility = /table:visibility="(\w+)"/.exec(attributes)?.[1];
    if (repeated <= MAX_REPEATED && (visibility === "collapse" || visibility === "filter")) {
      for (let at = 0; at < repeated; at++) {
        hidden.lines.add(line + at);
        if (visibility === "filter") hidden.filtered.add(line + at);
      }
    }
    line += repeated;
  }
  return hidden;
}

export type OdsHidden = { readonly lines: ReadonlySet<number>; readonly filtered: ReadonlySet<number> };

function tableOf(content: string, sheet: string): string {
  const escaped = sheet.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
  for (const match of content.matchAll(/<table:table\s([^>]*)>/g)) {
    const name = /table:name="([^"]*)"/.exec(match[1] as string)?.[1]?.replaceAll("&apos;", "'");
    if (name !== escaped) continue;
    const start = match.index + match[0].length;
    const end = content.indexOf("</table:table>", start);
    return content.slice(start, end === -1 ? undefined : end);
  }
  return "";
}
