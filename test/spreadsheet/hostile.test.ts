import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { SpreadsheetError } from "../../src/spreadsheet/spreadsheetError.ts";
import { readAll } from "./readAll.ts";
import { inline, odsFile, type TestSheet, xlsxFile, xlsxParts } from "./xlsxFile.ts";
import { type TestPart, zipFile } from "./zipFile.ts";

const SHEET: TestSheet = { name: "Deals", data: `<row>${inline("id")}</row>` };
const SOUND = xlsxParts({ sheets: [SHEET] });
const SHEET_PART = "xl/worksheets/sheet1.xml";

function withPart(name: string, change: Partial<TestPart>): Buffer {
  return zipFile(SOUND.map((part) => (part.name === name ? { ...part, ...change } : part)));
}

async function problem(bytes: Uint8Array, options?: Parameters<typeof readAll>[1]) {
  const error = await readAll(bytes, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SpreadsheetError);
  const { code, facts, message } = error as SpreadsheetError;
  return { code, facts, message };
}

describe("files that are no XLSX", () => {
  const ole = (name: string) =>
    Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(504), Buffer.from(name, "utf16le")]);
  it.each([
    ["an Excel 97 workbook", ole("Workbook"), "old_excel_format", { format: "xls" }],
    ["an encrypted workbook", ole("EncryptedPackage"), "encrypted_spreadsheet", { format: "xlsx" }],
    ["an old Word document", ole("WordDocument"), "other_format", { format: "an old Office document" }],
    ["HTML", Buffer.from("<html><table>"), "other_format", { format: "HTML" }],
    ["a zip file", zipFile([{ name: "a.txt", data: "a" }]), "other_format", { format: "a zip file" }],
    [
      "a Word document",
      zipFile([{ name: "word/document.xml", data: "<a/>" }]),
      "other_format",
      { format: "a Word document" },
    ],
    [
      "an Excel binary workbook",
      zipFile([{ name: "xl/workbook.bin", data: "a" }]),
      "other_format",
      { format: "an Excel binary workbook (.xlsb)" },
    ],
    ["nothing", Buffer.alloc(0), "other_format", { format: "empty" }],
  ])("%s is refused", async (_name, bytes, code, facts) => {
    expect(await problem(bytes)).toMatchObject({ code, facts });
  });
});

describe("zip files that lie", () => {
  it("an entry that unpacks to more than declared is refused", async () => {
    const data = Buffer.alloc(1_000_000, " ");
    const bytes = withPart(SHEET_PART, { data, declared: { unpacked: 1000 } });
    expect(await problem(bytes)).toMatchObject({
      code: "damaged_spreadsheet",
      facts: { part: SHEET_PART, reason: "the part is larger than declared" },
    });
  });

  it.each<[string, Partial<TestPart>, string]>([
    ["a size of 0", { declared: { unpacked: 0 } }, "the declared size is 0, but the part is not empty"],
    ["a wrong checksum", { declared: { crc: 1 } }, "the checksum does not match"],
    ["an unknown compression method", { declared: { method: 12 } }, "compression method 12 is not supported"],
    ["two names", { localName: "xl/worksheets/sheet2.xml" }, "the part has two names"],
    ["contradicting sizes", { declared: { method: 0 } }, "the sizes do not match"],
  ])("%s is refused", async (_title, change, reason) => {
    expect(await problem(withPart(SHEET_PART, change))).toMatchObject({
      code: "damaged_spreadsheet",
      facts: { reason },
    });
  });

  it("an encrypted part is refused as such", async () => {
    const bytes = withPart(SHEET_PART, { declared: { flags: 1 } });
    expect(await problem(bytes)).toMatchObject({ code: "encrypted_spreadsheet" });
  });

  it("a part that exists twice is refused, in any case of letters", async () => {
    const twice = zipFile([...SOUND, { name: "XL/Worksheets/sheet1.xml", data: "<a/>" }]);
    expect(await problem(twice)).toMatchObject({ facts: { reason: "the part exists twice" } });
  });

  it("parts that share their bytes are refused", async () => {
    const shared = zipFile([
      ...SOUND,
      { name: SHEET_PART.replace("1", "2"), data: "", sharedWith: SHEET_PART },
    ]);
    expect((await problem(shared)).code).toBe("damaged_spreadsheet");
  });

  it("a bomb is refused by what it declares, before it is unpacked", async () => {
    const big = 200 * 1024 * 1024;
    const parts = [1, 2, 3].map((number) => ({
      name: `xl/media/${number}.bin`,
      data: Buffer.from(`bomb ${number}`),
      declared: { unpacked: big },
    }));
    const { code, facts } = await problem(zipFile([...SOUND, ...parts]));
    expect(code).toBe("spreadsheet_too_large");
    expect(facts).toMatchObject({ what: expect.stringMatching(/ratio|unpacked/) });
  });

  it("a bomb with correct sizes is refused by its ratio", async () => {
    const data = Buffer.alloc(64 * 1024 * 1024, " ");
    expect(deflateRawSync(data).length).toBeLessThan(data.length / 400);
    expect(await problem(withPart(SHEET_PART, { data }))).toMatchObject({
      code: "spreadsheet_too_large",
      facts: { what: "ratio", part: SHEET_PART },
    });
  });

  it("too many parts are refused", async () => {
    const parts = Array.from({ length: 2001 }, (_, at) => ({ name: `xl/media/${at}.bin`, data: "" }));
    expect(await problem(zipFile(parts))).toMatchObject({ facts: { what: "parts", actual: 2001 } });
  });

  it("a file that is cut anywhere is refused", async () => {
    const whole = xlsxFile({ sheets: [SHEET] });
    for (let length = 4; length < whole.length; length += 97) {
      expect((await problem(whole.subarray(0, length))).code).toMatch(/damaged_spreadsheet|other_format/);
    }
  });

  it("bytes behind the end are refused", async () => {
    const bytes = zipFile(SOUND, { end: Buffer.from("more") });
    expect(await problem(bytes)).toMatchObject({ code: "damaged_spreadsheet" });
  });

  it("one changed byte is never read as other data", async () => {
    const whole = xlsxFile({ sheets: [SHEET] });
    for (let at = 4; at < whole.length; at += 173) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ 0x55;
      const result = await readAll(bytes).then(
        ({ rows }) => JSON.stringify(rows),
        (error: unknown) => (error instanceof SpreadsheetError ? "refused" : String(error)),
      );
      expect(["refused", '[{"line":1,"cells":[{"kind":"string","text":"id"}],"hidden":false}]']).toContain(
        result,
      );
    }
  }, 60_000);
});

describe("parts that lose data in silence", () => {
  const open = `<worksheet xmlns="x"><sheetData><row>${inline("id")}</row><row>${inline("a")}`;
  it.each<[string, string | Buffer, string]>([
    ["cut in the middle of a cell", `${open}<c t="inlineStr"><is><t>cu`, "the end is missing"],
    ["cut behind a row", open, "the end is missing"],
    [
      "in UTF-16",
      Buffer.from(`\uFEFF${open}</row></sheetData></worksheet>`, "utf16le"),
      "the text is not UTF-8",
    ],
    [
      "declared as Latin-1",
      `<?xml version="1.0" encoding="ISO-8859-1"?><worksheet></worksheet>`,
      "the encoding is ISO-8859-1, not UTF-8",
    ],
    [
      "with entities of its own",
      `<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>`,
      "it contains a document type definition, which is not allowed",
    ],
  ])("a sheet %s is refused", async (_title, xml, reason) => {
    const bytes = xlsxFile({ sheets: [{ name: "Deals", xml }] });
    expect(await problem(bytes)).toMatchObject({
      code: "damaged_spreadsheet",
      facts: { part: SHEET_PART, reason },
    });
  });

  const shared = { name: "Deals", data: '<row><c r="A1" t="s"><v>1</v></c></row>' };
  it("missing texts are reported", async () => {
    const none = await problem(xlsxFile({ sheets: [shared] }));
    expect(none.facts).toMatchObject({ reason: "the shared strings are missing (xl/sharedStrings.xml)" });
    const few = await problem(xlsxFile({ sheets: [shared], strings: ["only one"] }));
    expect(few.facts).toMatchObject({ reason: "string 1 of 1 does not exist" });
  });

  it("an own export whose rows are gone is reported", async () => {
    const meta = `<row>${inline("deals")}${inline("72")}</row><row>${inline("checksum")}${inline("0123456789abcdef")}</row>`;
    const bytes = xlsxFile({ sheets: [SHEET, { name: "_routera", data: meta, state: "hidden" }] });
    expect(await problem(bytes)).toMatchObject({ code: "rows_missing", facts: { exported: 72, found: 0 } });
  });
});

describe("sheets that are too large", () => {
  it("1,048,576 rows are refused or read within the heap", async () => {
    const data = `<row r="1">${inline("id", "A1")}</row><row r="1048576">${inline("x", "A1048576")}</row>`;
    const { rows } = await readAll(xlsxFile({ sheets: [{ name: "Deals", data }] }));
    expect(rows.map(({ line }) => line)).toEqual([1, 1_048_576]);
  });

  it.each([
    ["beyond the last row", '<c r="A1048577"><v>1</v></c>', "rows"],
    ["beyond the last column", '<c r="XFE1"><v>1</v></c>', "rows"],
  ])("a cell %s is refused", async (_title, cell, what) => {
    const bytes = xlsxFile({ sheets: [{ name: "Deals", data: `<row>${cell}</row>` }] });
    expect(await problem(bytes)).toMatchObject({ code: "spreadsheet_too_large", facts: { what } });
  });

  it("two far corners are refused by the number of cells", async () => {
    const data =
      '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>';
    const bytes = xlsxFile({ sheets: [{ name: "Deals", data }] });
    expect(await problem(bytes)).toMatchObject({ code: "spreadsheet_too_large", facts: { what: "cells" } });
  });

  it("16,384 columns are read", async () => {
    const data = `<row r="1">${inline("id", "A1")}${inline("x", "XFD1")}</row>`;
    const { info } = await readAll(xlsxFile({ sheets: [{ name: "Deals", data }] }));
    expect(info.columns).toBe(16_384);
  });

  it("an ODS row that is repeated a million times is refused", async () => {
    const cell =
      '<table:table-cell office:value-type="string" table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell>';
    const body = `<table:table table:name="Deals"><table:table-row table:number-rows-repeated="1048576">${cell}</table:table-row></table:table>`;
    expect(await problem(odsFile(body))).toMatchObject({
      code: "spreadsheet_too_large",
      facts: { what: "cells" },
    });
  });

  it("texts that need more than the heap end the worker, not this process", async () => {
    const strings = `<sst xmlns="x">${"<si><t>a</t></si>".repeat(1_500_000)}</sst>`;
    const parts = xlsxParts({
      sheets: [{ name: "Deals", data: '<row><c t="s"><v>1</v></c></row>' }],
      strings: [],
    });
    const bytes = zipFile(
      parts.map((part) => (part.name === "xl/sharedStrings.xml" ? { ...part, data: strings } : part)),
    );
    expect(await problem(bytes, { limits: { heapMiB: 64 } })).toMatchObject({
      code: "spreadsheet_too_large",
      facts: { what: "memory", limit: 64 },
    });
  });

  it("a step that takes too long is stopped", async () => {
    const data = `<row>${inline("x").repeat(200_000)}</row>`;
    const limits = { stepMs: 20, ratio: 10_000 };
    const bytes = xlsxFile({ sheets: [{ name: "Deals", data }] });
    expect(await problem(bytes, { limits })).toMatchObject({
      code: "spreadsheet_too_large",
      facts: { what: "time" },
    });
  });

  it("a signal ends the reading at once", async () => {
    const controller = new AbortController();
    const reason = new Error("stopped by the user");
    const data = `<row>${inline("x").repeat(200_000)}</row>`;
    const reading = readAll(xlsxFile({ sheets: [{ name: "Deals", data }] }), { signal: controller.signal });
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });
});
