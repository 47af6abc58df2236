import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareText } from "../../../src/plans/baseline/compareText.ts";
import { RUNS } from "./spellings.ts";

function short(previous: string, cell: string): string {
  const verdict = compareText(previous, cell);
  return verdict.kind === "damaged" ? verdict.damage : verdict.kind;
}

function decode(text: string, encoding: string): string {
  return new TextDecoder(encoding).decode(Buffer.from(text, "utf8"));
}

describe("text cells", () => {
  it.each<[string, string, string]>([
    ["00123", "00123", "unchanged"],
    ["a\r\nb", "a\nb", "unchanged"],
    ["Zoe\u0301", "Zo\u00e9", "unchanged"],
    ["00123", "123", "retyped_number"],
    ["00123", "123.00", "retyped_number"],
    ["1E5", "100000", "retyped_number"],
    ["1E5", "1.00E+05", "retyped_number"],
    ["12345678901234567", "1.23457E+16", "retyped_number"],
    ["12345678901234567", "12345678901234600", "retyped_number"],
    ["+491712345678", "491712345678", "retyped_number"],
    ["12.345", "12345", "retyped_number"],
    ["1.10", "1.1", "retyped_number"],
    ["5 %", "0.05", "retyped_number"],
    ["5 %", "5.00%", "retyped_number"],
    ["1 1/2", "1.5", "retyped_number"],
    ["$5.00", "5", "retyped_number"],
    ["5+$", "$5.00", "retyped_number"],
    ["8561:", "8561:00:00", "retyped_number"],
    ["1e400", "1.79769313486232E+308", "retyped_number"],
    ["1.2.3", "01.02.03", "retyped_date"],
    ["2026-05-01", "5/1/2026", "retyped_date"],
    ["2026-05-01", "01.05.26", "retyped_date"],
    ["2026-05-01", "01/05/2026", "retyped_date"],
    ["2026-05-01", "2026/5/1", "retyped_date"],
    ["2026-05-01", "1. Mai 2026", "retyped_date"],
    ["2026-05-01", "1-May-26", "retyped_date"],
    ["2026-05-01", "Friday, May 1, 2026", "retyped_date"],
    ["2026-05-01", "1 mai 2026", "retyped_date"],
    ["2026-05-01", "46143", "retyped_date"],
    ["2026-05-01T10:00:00Z", "5/1/2026 10:00", "retyped_date"],
    ["2026-05-01T10:00:00.000Z", "01.05.2026 10:00:00", "retyped_date"],
    ["1/2", "02. Jan", "retyped_date"],
    ["1/2", "01.02.2026", "retyped_date"],
    ["1/2", "0.5", "retyped_number"],
    ["3-4", "04. Mrz", "retyped_date"],
    ["SEPT2", "2-Sep", "retyped_date"],
    ["MARCH1", "01. Mrz", "retyped_date"],
    ["10:30", "10:30:00", "retyped_date"],
    ["10:30 PM", "22:30", "retyped_date"],
    ["true", "TRUE", "retyped_boolean"],
    ["TRUE", "WAHR", "retyped_boolean"],
    ["false", "FAUX", "retyped_boolean"],
    ["name", "name   ", "padded"],
    ["=1+1", "'=1+1", "padded"],
    ["'=1+1", "=1+1", "padded"],
    ["true", "1", "retyped_boolean"],
    ["FALSE", "ЛОЖЬ", "retyped_boolean"],
    ["TRUE", "DOĞRU", "retyped_boolean"],
    ["2026-05-01", "1 мая 2026 г.", "retyped_date"],
    ["2026-05-01", "2026. május 1.", "retyped_date"],
    ["2026-05-01", "1/5/2569", "retyped_date"],
    ["2026-05-01T22:00:00Z", "5/2/2026 0:00", "retyped_date"],
    ["+1-555-0100", "-654", "retyped_number"],
    ["a\nb", "a b", "spaced"],
    ["a\nb", "ab", "spaced"],
    ["a b", "a\u00a0b", "spaced"],
    ["\uFB01ne", "fine", "compatible"],
    ["R&D", "R&amp;D", "escaped"],
    ["true", "false", "edit"],
    ["true", "0", "edit"],
    ["a\nb", "a\nc", "edit"],
    ["a  b", "a b", "edit"],
    ["2026-05-01T22:00:00Z", "2026-05-02T00:00:00Z", "edit"],
    ["2026-05-01T22:00:00Z", "5/2/2026 0:07", "edit"],
    ["00123", "124", "edit"],
    ["2026-05-01", "2026-06-01", "edit"],
    ["2026-05-01", "5/2/2026", "edit"],
    ["Acme", "Acme GmbH", "edit"],
    ["Acme ", "Acme", "edit"],
    ["Zoe", "Zoë", "edit"],
    ["東", "北京市", "edit"],
    ["é", "e", "edit"],
    ["MÃ¼ller", "Müller", "edit"],
  ])("%j that comes back as %j: %s", (previous, cell, expected) => {
    expect(short(previous, cell)).toBe(expected);
  });

  it.each([255, 256, 4000, 32_767, 50_000, 65_535])(
    "a text that is cut at %s characters is damaged",
    (limit) => {
      const text = "ab c ".repeat(20_000);
      expect(short(text, text.slice(0, limit))).toBe("cut");
      expect(short(text, text.slice(0, 1000))).toBe("edit");
    },
  );

  it.each([
    "windows-1252",
    "macintosh",
    "windows-1250",
    "windows-1251",
    "iso-8859-15",
    "ibm866",
    "windows-1254",
    "koi8-r",
  ])("UTF-8 that was read as %s is damaged", (encoding) => {
    for (const text of [
      "Müller AG — Büro",
      "東京オフィスの年間契約更新",
      "Zoë’s café",
      "Łódź – Biuro",
      "emoji \u{1F600}",
    ]) {
      expect(short(text, decode(text, encoding))).toBe("misread");
    }
  });

  it("also where it happened twice, and where bytes without a character are gone", () => {
    expect(short("Müller", decode(decode("Müller", "windows-1252"), "windows-1252"))).toBe("misread");
    const gone = decode("東京オフィス", "windows-1252").replace(/[\u0081\u008d\u008f\u0090\u009d]/g, "");
    expect(short("東京オフィス", gone)).toBe("misread");
  });

  it.each([
    ["Müller AG — Büro", "M?ller AG ? B?ro"],
    ["東京オフィス", "??????"],
    ["Łódź – Biuro", "?ód? – Biuro"],
    ["Zoë’s café", "Zo??s caf?"],
    ["emoji \u{1F600}!", "emoji ??!"],
    ["Müller", "M\uFFFDller"],
    ["Müller", "M\uFFFD\uFFFDller"],
    ["Zoë", "Zoe?"],
    ["Müller", "M_ller"],
  ])("%j with lost letters as %j is damaged", (previous, cell) => {
    expect(short(previous, cell)).toBe("replaced");
  });

  it("a text of many letters is compared in a moment", () => {
    const text = "é?".repeat(16_000);
    const started = performance.now();
    expect(short(text, `${"??".repeat(15_999)}x?`)).toBe("edit");
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

/** A date in the spellings of several countries. */
const dates = fc
  .tuple(
    fc.integer({ min: 1950, max: 2049 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .map(([year, month, day]) => new Date(Date.UTC(year, month - 1, day)));
const dateForms = [
  "en-US",
  "en-GB",
  "de-DE",
  "fr-FR",
  "es-ES",
  "it-IT",
  "nl-NL",
  "pl-PL",
  "sv-SE",
  "pt-BR",
  "ja-JP",
].flatMap((locale) =>
  (["short", "medium", "long"] as const).map(
    (dateStyle) => new Intl.DateTimeFormat(locale, { dateStyle, timeZone: "UTC" }),
  ),
);

describe("properties of text cells", () => {
  it("an exported date is never an edit in another form", () => {
    fc.assert(
      fc.property(dates, fc.constantFrom(...dateForms), fc.boolean(), (date, form, slashes) => {
        const iso = date.toISOString().slice(0, 10);
        const cell = form.format(date);
        const verdict = compareText(slashes ? iso.replaceAll("-", "/") : iso, cell);
        if (verdict.kind === "edit") throw new Error(`${iso} as ${cell}`);
      }),
      { numRuns: RUNS },
    );
  });

  it("another date is never unchanged", () => {
    fc.assert(
      fc.property(dates, dates, fc.constantFrom(...dateForms), (date, other, form) => {
        fc.pre(date.getTime() !== other.getTime());
        expect(compareText(date.toISOString().slice(0, 10), form.format(other)).kind).not.toBe("unchanged");
      }),
      { numRuns: RUNS },
    );
  });

  const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
  const damages: readonly ((text: string) => string)[] = [
    (text) => decode(text, "windows-1252"),
    (text) => decode(text, "macintosh"),
    (text) => text.replace(/[^\u0020-\u007e]/gu, "?"),
    (text) => text.replace(/[^\u0020-\u007e]/gu, "\uFFFD"),
    (text) => text.normalize("NFD"),
    (text) => text.normalize("NFC"),
    (text) => `${text}   `,
    (text) => text.replaceAll("\n", "\r\n"),
  ];

  it("an exported text is never an edit after what programs do to characters", () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...damages), (text, damage) => {
        fc.pre(text.isWellFormed() && !/[\p{Cc}]/u.test(text) && text.trim() !== "");
        const cell = damage(text);
        const verdict = compareText(text, cell);
        if (verdict.kind === "edit") throw new Error(`${JSON.stringify(text)} as ${JSON.stringify(cell)}`);
      }),
      { numRuns: RUNS },
    );
  });

  it("an edit is written as it is, or refused", () => {
    fc.assert(
      fc.property(texts, texts, (text, edited) => {
        const verdict = compareText(text, edited);
        if (verdict.kind === "edit") expect(verdict.value).toBe(edited);
        else if (verdict.kind === "unchanged") {
          const equal = (one: string) => one.normalize("NFC").replace(/\r\n?/g, "\n");
          expect(equal(edited)).toBe(equal(text));
        }
      }),
      { numRuns: RUNS },
    );
  });
});
