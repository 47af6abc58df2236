/** Deals whose values look like something else to a spreadsheet. The same ones in every run. */
import fc from "fast-check";

export type TestDeal = {
  readonly id: string;
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
  readonly flag: boolean;
};

const TEXTS: readonly string[] = [
  "00123",
  "01067",
  "1E5",
  "1e-3",
  "12345678901234567",
  "+491712345678",
  "0049 170 1",
  "1,234",
  "1.234",
  "1.234,50",
  "1 234",
  "12.345",
  "5 %",
  "5%",
  "0,5 %",
  "$5",
  "5 €",
  "(5)",
  "5-",
  "-5",
  "2026-05-01",
  "2026-05-01T10:00:00.000Z",
  "5/1/2026",
  "01.05.2026",
  "1.5.",
  "1.5",
  "1/2",
  "3-4",
  "1 1/2",
  "SEPT2",
  "MARCH1",
  "1 mai",
  "1. Mai",
  "Mai 2026",
  "10:30",
  "10:30:15",
  "10:30 PM",
  "25:00",
  "TRUE",
  "false",
  "wahr",
  "VRAI",
  "#N/A",
  "#REF!",
  "Err:502",
  "=1+1",
  "+1+1",
  "-1+1",
  "@SUM(1)",
  "'quoted",
  "''twice",
  "'Tis",
  '="00123"',
  " padded ",
  "\u00a0nbsp",
  "tab\tinside",
  "two\nlines",
  "semi;colon",
  "comma, inside",
  'quo"te',
  "x;=1+1",
  "p\t=2+2",
  "Müller AG — Büro",
  "東京オフィス",
  "Zoë’s café",
  "Zoe\u0301",
  "emoji \u{1F600}",
  "\u200bzero width",
  "_x0041_",
  "null",
  "NULL",
  "\\N",
  "nan",
  "1:2:3",
  "1.2.3",
  "00:00",
  "0",
  "000",
  "0.10",
  "1.",
  ".5",
  "1e400",
  "12345678901234567890",
  "ext-001",
  "Q3 2026",
  "a",
  "-",
  "=",
  "'",
  "+",
  "@",
  "€",
  "1d5",
  "0x10",
  "1_000",
];
const NUMBERS: readonly string[] = [
  "0",
  "5",
  "75",
  "1234",
  "1200.10",
  "1234.5",
  "12.345",
  "99.999",
  "1234567.891",
  "1234567.891234",
  "0.123456789012",
  "1234.5678",
  "99.995",
  "-5.25",
  "-1234567",
  "0.05",
  "1e21",
  "1E-7",
  "123456789012345",
  "12345678901234567",
  "9007199254740993",
  "1.005",
  "100000",
  "0.1",
];

/** Every text and number of the tables, and drawn ones in their neighborhood. */
export function testDeals(count: number): readonly TestDeal[] {
  const digit = fc.constantFrom(..."0123456789");
  const sign = fc.constantFrom(
    ".",
    ",",
    "/",
    "-",
    ":",
    " ",
    "%",
    "E",
    "e",
    "+",
    "$",
    "€",
    "'",
    "=",
    "(",
    ")",
    "T",
  );
  const near = fc
    .array(fc.oneof({ weight: 3, arbitrary: digit }, sign), { minLength: 1, maxLength: 12 })
    .map((all) => all.join(""));
  const drawnText = fc.oneof(
    near,
    fc
      .date({ noInvalidDate: true, min: new Date("1950-01-01"), max: new Date("2049-12-31") })
      .map((date) => date.toISOString().slice(0, 10)),
  );
  const drawnNumber = fc.oneof(
    fc.integer({ min: -9_999_999, max: 9_999_999 }).map(String),
    fc
      .tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 9999 }))
      .map(([whole, part]) => `${whole}.${part}`),
  );
  const drawn = fc.sample(fc.tuple(drawnText, drawnText, drawnNumber, drawnNumber, fc.boolean()), {
    numRuns: count,
    seed: 20_261_129,
  });
  return drawn.map(([a, b, c, d, flag], at) => ({
    id: `550e8400-e29b-41d4-a716-${String(at).padStart(12, "0")}`,
    texts: [TEXTS[at] ?? a, b],
    numbers: [NUMBERS[at] ?? c, d],
    flag,
  }));
}
