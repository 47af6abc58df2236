/** What kind of file the bytes are, by signature. */
import { SpreadsheetError } from "./spreadsheetError.ts";

const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** An archive without entries. */
const EMPTY_ZIP = [0x50, 0x4b, 0x05, 0x06];

/**
 * The container must be a zip file.
 * @throws SpreadsheetError `old_excel_format`, `encrypted_spreadsheet`, `other_format`
 */
export function refuseOtherContainers(bytes: Uint8Array): void {
  if (startsWith(bytes, ZIP) || startsWith(bytes, EMPTY_ZIP)) return;
  if (!startsWith(bytes, OLE)) throw new SpreadsheetError("other_format", { format: describe(bytes) });
  // Stream names are UTF-16. An encrypted workbook of any kind is an OLE container as well.
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.includes(Buffer.from("EncryptedPackage", "utf16le"))) {
    throw new SpreadsheetError("encrypted_spreadsheet", { format: "xlsx" });
  }
  const isWorkbook = ["Workbook", "Book"].some((name) => buffer.includes(Buffer.from(name, "utf16le")));
  if (isWorkbook) throw new SpreadsheetError("old_excel_format", { format: "xls" });
  throw new SpreadsheetError("other_format", { format: "an old Office document" });
}

/** Which format the parts of the zip file are. @throws SpreadsheetError `other_format` */
export function formatOf(parts: ReadonlySet<string>, mimetype: string | undefined): "xlsx" | "ods" {
  const other = (format: string) => new SpreadsheetError("other_format", { format });
  if (mimetype !== undefined) {
    const kind = mimetype.trim().replace("application/vnd.oasis.opendocument.", "");
    if (kind === "spreadsheet" || kind === "spreadsheet-template") return "ods";
    throw other(`an OpenDocument file of type ${JSON.stringify(kind.slice(0, 40))}`);
  }
  if (parts.has("xl/workbook.bin")) throw other("an Excel binary workbook (.xlsb)");
  if (parts.has("word/document.xml")) throw other("a Word document");
  if (parts.has("ppt/presentation.xml")) throw other("a PowerPoint presentation");
  if ([...parts].some((name) => name.startsWith("Index/") && name.endsWith(".iwa")))
    throw other("a Numbers file");
  if (!parts.has("[Content_Types].xml")) throw other("a zip file");
  return "xlsx";
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

function describe(bytes: Uint8Array): string {
  if (bytes.length === 0) return "empty";
  const head = Buffer.from(bytes.subarray(0, 400)).toString("latin1").trimStart().toLowerCase();
  if (head.startsWith("<!doctype html") || head.startsWith("<html") || head.startsWith("<table"))
    return "HTML";
  if (head.includes("urn:schemas-microsoft-com:office:spreadsheet")) return "an Excel 2003 XML file";
  if (head.startsWith("<?xml")) return "XML";
  return "in an unknown format";
}
