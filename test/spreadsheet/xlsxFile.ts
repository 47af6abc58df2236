/** XLSX and ODS files for tests, written by hand so that they can hold what no program writes. */
import { type TestPart, zipFile } from "./zipFile.ts";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export type TestSheet = {
  readonly name: string;
  /** What is in `<sheetData>`. */
  readonly data?: string;
  /** What is behind it: filters, merged ranges. */
  readonly after?: string;
  readonly state?: "hidden" | "veryHidden";
  /** The whole part instead. */
  readonly xml?: string | Buffer;
};

export type TestWorkbook = {
  readonly sheets: readonly TestSheet[];
  readonly strings?: readonly string[] | undefined;
  readonly date1904?: boolean;
  readonly more?: readonly TestPart[];
};

/** Number formats: 0 General, 1 a date, 2 a date with time, 3 a time, 4 text. */
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="21"/><xf numFmtId="49"/></cellXfs></styleSheet>`;

export function xlsxParts({ sheets, strings, date1904, more = [] }: TestWorkbook): TestPart[] {
  const entries = sheets.map(
    ({ name, state }, at) =>
      `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"${state ? ` state="${state}"` : ""}/>`,
  );
  const rels = sheets.map((_, at) => rel(`rId${at + 1}`, "worksheet", `worksheets/sheet${at + 1}.xml`));
  const others = [
    rel("rIdS", "styles", "styles.xml"),
    ...(strings ? [rel("rIdT", "sharedStrings", "sharedStrings.xml")] : []),
  ];
  return [
    { name: "[Content_Types].xml", data: `${XML}<Types xmlns="${PACKAGE}/content-types"></Types>` },
    { name: "_rels/.rels", data: relations([rel("rId1", "officeDocument", "xl/workbook.xml")]) },
    {
      name: "xl/workbook.xml",
      data: `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELS}">${date1904 ? '<workbookPr date1904="1"/>' : ""}<sheets>${entries.join("")}</sheets></workbook>`,
    },
    { name: "xl/_rels/workbook.xml.rels", data: relations([...rels, ...others]) },
    { name: "xl/styles.xml", data: STYLES },
    ...(strings
      ? [
          {
            name: "xl/sharedStrings.xml",
            data: `${XML}<sst xmlns="${MAIN}">${strings.map((text) => `<si><t xml:space="preserve">${text}</t></si>`).join("")}</sst>`,
          },
        ]
      : []),
    ...sheets.map(({ data = "", after = "", xml }, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      data: xml ?? `${XML}<worksheet xmlns="${MAIN}"><sheetData>${data}</sheetData>${after}</worksheet>`,
    })),
    ...more,
  ];
}

export function xlsxFile(workbook: TestWorkbook): Buffer {
  return zipFile(xlsxParts(workbook));
}

/** A cell with an inline string. */
export function inline(text: string, ref = ""): string {
  return `<c${ref && ` r="${ref}"`} t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

export function odsFile(body: string, more: readonly TestPart[] = []): Buffer {
  const urn = "urn:oasis:names:tc:opendocument:xmlns";
  return zipFile([
    { name: "mimetype", data: "application/vnd.oasis.opendocument.spreadsheet" },
    {
      name: "content.xml",
      data: `${XML}<office:document-content xmlns:office="${urn}:office:1.0" xmlns:table="${urn}:table:1.0" xmlns:text="${urn}:text:1.0"><office:body><office:spreadsheet>${body}</office:spreadsheet></office:body></office:document-content>`,
    },
    ...more,
  ]);
}

function rel(id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="${RELS}/${type}" Target="${target}"/>`;
}

function relations(all: readonly string[]): string {
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${all.join("")}</Relationships>`;
}
