/** How spreadsheets of all countries write a number, for property tests. */
import fc from "fast-check";

/** Cases in one run of a property: 2,000 in the test suite, more by ROUTERA_PROPERTY_RUNS. */
export const RUNS = Number(process.env.ROUTERA_PROPERTY_RUNS ?? 2000);

export type NumberFormat = {
  readonly mark: "." | ",";
  /** "" for none. */
  readonly group: "" | "," | "." | " " | "'" | "\u00a0" | "\u202f" | "’";
  /** undefined: as many as there are. */
  readonly places: number | undefined;
  /** Round to so many significant digits; undefined: all. */
  readonly significant: number | undefined;
  readonly currency: string;
  readonly percent: boolean;
  readonly minus: "-" | "\u2212" | "(";
  readonly padding: string;
};

const base = {
  places: fc.option(fc.nat(4), { nil: undefined, freq: 2 }),
  significant: fc.option(fc.constantFrom(10, 15), { nil: undefined, freq: 3 }),
  currency: fc.constantFrom("", "", "", "$", "€ ", " €", "US$", " CHF", "£"),
  percent: fc.boolean().map((one) => one),
  minus: fc.constantFrom("-", "-", "\u2212", "(") as fc.Arbitrary<"-" | "\u2212" | "(">,
  padding: fc.constantFrom("", "", " ", "   "),
};

export const pointFormats: fc.Arbitrary<NumberFormat> = fc.record({
  ...base,
  percent: fc.constant(false),
  mark: fc.constant("." as const),
  group: fc.constantFrom("", "", ",", " ", "'", "\u00a0") as fc.Arbitrary<NumberFormat["group"]>,
});

export const commaFormats: fc.Arbitrary<NumberFormat> = fc.record({
  ...base,
  percent: fc.constant(false),
  mark: fc.constant("," as const),
  group: fc.constantFrom("", "", ".", " ", "\u202f", "’") as fc.Arbitrary<NumberFormat["group"]>,
});

/** Only the notation, no rounding. */
export function exactly(formats: fc.Arbitrary<NumberFormat>): fc.Arbitrary<NumberFormat> {
  return formats.map((format) => ({ ...format, places: undefined, significant: undefined }));
}

/** Decimal digits as people and programs store them: money, rates, counts, measured values. */
export const numbers: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: -2_000_000, max: 2_000_000 }).map(String),
  fc.integer({ min: -2000, max: 2000 }).map(String),
  fc
    .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.nat(99))
    .map(([whole, part]) => decimal(whole, String(part).padStart(2, "0"))),
  fc
    .tuple(fc.integer({ min: -999, max: 999 }), fc.nat(999))
    .map(([whole, part]) => decimal(whole, String(part).padStart(3, "0"))),
  fc
    .tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.nat(999_999))
    .map(([whole, part]) => decimal(whole, String(part))),
  fc.bigInt({ min: 10n ** 15n, max: 10n ** 19n }).map(String),
);

function decimal(whole: number, part: string): string {
  return `${whole}.${part}`;
}

/** @param digits a decimal without exponent */
export function spell(digits: string, format: NumberFormat): string {
  const { mark, group, places, significant, currency, minus, padding } = format;
  const rounded = roundTo(digits, places, significant);
  const isNegative = rounded.startsWith("-");
  const [whole = "", part] = rounded.replace("-", "").split(".");
  const grouped = group === "" ? whole : whole.replace(/\B(?=(\d{3})+$)/g, group);
  const plain = part === undefined ? grouped : `${grouped}${mark}${part}`;
  const priced = currency.startsWith(" ") ? `${plain}${currency}` : `${currency}${plain}`;
  if (!isNegative) return `${padding}${priced}`;
  return `${padding}${minus === "(" ? `(${priced})` : `${minus}${priced}`}`;
}

function roundTo(digits: string, places: number | undefined, significant: number | undefined): string {
  const own = digits.split(".")[1]?.length ?? 0;
  if (significant !== undefined && digits.replace(/[-.]/g, "").length > significant) {
    const whole = digits.replace("-", "").split(".")[0]?.length ?? 0;
    return whole >= significant
      ? toSignificant(digits, significant)
      : toPlaces(digits, Math.min(own, significant - whole));
  }
  return places === undefined ? digits : toPlaces(digits, places);
}

/** Half away from 0, exact. */
function toPlaces(digits: string, places: number): string {
  const [whole = "", part = ""] = digits.replace("-", "").split(".");
  const sign = digits.startsWith("-") ? "-" : "";
  const all = BigInt(`${whole}${part.padEnd(places + 1, "0").slice(0, places + 1)}`);
  const rounded = String((all + 5n) / 10n).padStart(places + 1, "0");
  const text = places === 0 ? rounded : `${rounded.slice(0, -places)}.${rounded.slice(-places)}`;
  return /[1-9]/.test(text) ? `${sign}${text}` : text;
}

function toSignificant(digits: string, count: number): string {
  const sign = digits.startsWith("-") ? "-" : "";
  const whole = (digits.replace("-", "").split(".")[0] ?? "").replace(/^0+/, "");
  const kept = String((BigInt(whole.slice(0, count + 1)) + 5n) / 10n);
  return `${sign}${kept}${"0".repeat(whole.length - count)}`;
}
