/** Looks for what the parser would not notice: parts that are cut, in another encoding, or with definitions of their own. */
import { isUtf8 } from "node:buffer";
import { SpreadsheetError } from "../spreadsheetError.ts";
import { unpack, type ZipPart } from "../zip.ts";

/** @throws SpreadsheetError `damaged_spreadsheet` */
export function checkParts(bytes: Uint8Array, parts: readonly ZipPart[], format: "xlsx" | "ods"): void {
  let sharedStrings: number | undefined;
  let highest = -1;
  let user = "";
  for (const part of parts) {
    if (!/\.(?:xml|rels)$/i.test(part.name)) continue;
    const data = unpack(bytes, part);
    if (data.length === 0) continue;
    checkXml(data, part.name);
    if (format !== "xlsx") continue;
    if (/(?:^|\/)sharedStrings\.xml$/i.test(part.name)) sharedStrings = countStrings(data);
    else if (/\/worksheets\/[^/]*\.xml$/i.test(part.name)) {
      const index = highestString(data);
      if (index > highest) [highest, user] = [index, part.name];
    }
  }
  if (highest < 0) return;
  if (sharedStrings === undefined)
    throw damaged("the shared strings are missing (xl/sharedStrings.xml)", user);
  if (highest >= sharedStrings) throw damaged(`string ${highest} of ${sharedStrings} does not exist`, user);
}

function checkXml(data: Buffer, part: string): void {
  const isUtf16 = (data[0] === 0xff && data[1] === 0xfe) || (data[0] === 0xfe && data[1] === 0xff);
  if (isUtf16 || !isUtf8(data)) throw damaged("the text is not UTF-8", part);
  // Cells cannot hold this unescaped. Definitions could name other files, or grow without bound.
  if (data.includes("<!DOCTYPE") || data.includes("<!ENTITY")) {
    throw damaged("it contains a document type definition, which is not allowed", part);
  }
  const head = data.subarray(0, 4096).toString("utf8");
  const root = /<([A-Za-z_][^\s/>]*)/.exec(head)?.[1];
  const encoding = /^\uFEFF?<\?xml[^>]*\sencoding=["']([^"']*)["']/.exec(head)?.[1];
  if (encoding !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(encoding)) {
    throw damaged(`the encoding is ${encoding.slice(0, 20)}, not UTF-8`, part);
  }
  if (root === undefined) throw damaged("it contains no XML", part);
  const tail = data.subarray(-4096).toString("utf8").trimEnd();
  const closed = tail.replace(/<!--(?:(?!-->)[\s\S])*-->$/, "").trimEnd();
  const isWhole = new RegExp(`</${escapeRegExp(root)}\\s*>$`).test(closed) || isOnlyRoot(closed, root);
  if (!isWhole) throw damaged("the end is missing", part);
}

/** `<root/>`: nothing is in it. */
function isOnlyRoot(text: string, root: string): boolean {
  return text.endsWith("/>") && text.lastIndexOf("<") === text.lastIndexOf(`<${root}`);
}

function countStrings(data: Buffer): number {
  return count(data, /<(?:\w+:)?si[\s/>]/g);
}

/** The highest number of a shared text that a cell names; -1: none does. */
function highestString(data: Buffer): number {
  let highest = -1;
  const cell = /<(?:\w+:)?c\s(?:[^>]*\s)?t=["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*(\d+)/g;
  for (const match of data.toString("latin1").matchAll(cell)) highest = Math.max(highest, Number(match[1]));
  return highest;
}

function count(data: Buffer, pattern: RegExp): number {
  let found = 0;
  for (const _ of data.toString("latin1").matchAll(pattern)) found++;
  return found;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function damaged(reason: string, part: string) {
  return new SpreadsheetError("damaged_spreadsheet", { reason, part });
}
