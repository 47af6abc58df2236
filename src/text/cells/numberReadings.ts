/** What number a text can be, in the number styles of spreadsheets of all countries. */

export type DecimalMark = "point" | "comma";

export type NumberReading = {
  /** The style in which it reads so; `any` where the text holds neither a point nor a comma. */
  readonly mark: DecimalMark | "any";
  /** A JSON number with the digits that were written. */
  readonly digits: string;
  /** The number is a percentage: 100 of `digits` are 1. */
  readonly percent: boolean;
  /** Written with an exponent: digits behind the first ones may be lost. */
  readonly exponent: boolean;
};

const SPACES = /[\u00a0\u2007\u2009\u202f]/g;
const CURRENCY = String.raw`(?:\p{Sc}|(?:US|R|A|C|NZ|HK|S)\$|[A-Z]{3}|kr\.?|zł|Kč|Ft|Fr\.?|Rs\.?|lei|лв\.?|руб\.?|[-.]{2})`;
const LEADING_CURRENCY = new RegExp(`^(-?)\\s*${CURRENCY}\\s*(?=[-\\d.,])`, "u");
const TRAILING_CURRENCY = new RegExp(`(?<=[\\d.,-])\\s*${CURRENCY}$`, "u");
const LONGEST = 400;

/** One reading, or two where point and comma could be either; none for what is no number. */
export function numberReadings(text: string): readonly NumberReading[] {
  if (text.length > LONGEST || !/\d/.test(text)) return [];
  const parts = signAndBody(
    text
      .replace(SPACES, " ")
      .replace(/[\u2212\uFE63\uFF0D]/g, "-")
      .trim(),
  );
  if (parts === undefined) return [];
  const { negative, body, percent } = parts;
  const match = /^([\d., '’]*\d[.,]?)(?:[eE]([+-]?\d{1,4}))?$/.exec(body);
  if (match === null) return [];
  const [, mantissa = "", power] = match;
  const exponent = power === undefined ? "" : `e${Number(power)}`;
  const readings: NumberReading[] = [];
  const add = (mark: DecimalMark | "any", plain: string | undefined) => {
    if (plain === undefined) return;
    const digits = `${negative ? "-" : ""}${plain}${exponent}`;
    readings.push({ mark, digits, percent, exponent: exponent !== "" });
  };
  if (!/[.,]/.test(mantissa)) add("any", plainNumber(mantissa, ".", ","));
  else {
    add("point", plainNumber(mantissa, ".", ","));
    add("comma", plainNumber(mantissa, ",", "."));
  }
  return readings;
}

function signAndBody(text: string): { negative: boolean; body: string; percent: boolean } | undefined {
  let body = text;
  let negative = false;
  const inParentheses = /^\((.*)\)$/.exec(body);
  if (inParentheses !== null) {
    body = (inParentheses[1] as string).trim();
    negative = true;
  }
  body = body.replace(LEADING_CURRENCY, "$1");
  body = body.replace(TRAILING_CURRENCY, "").trim();
  const percent = /%$/.test(body) || /^%/.test(body);
  if (percent) body = body.replace(/^%\s*|\s*%$/g, "");
  const sign = /^([+-])\s*(.*)$/.exec(body) ?? /^(.*\d)\s*([+-])$/.exec(body);
  if (sign !== null) {
    const [, one = "", other = ""] = sign;
    const isLeading = one === "+" || one === "-";
    // A sign within parentheses would be a second one.
    if (inParentheses !== null) return undefined;
    negative = (isLeading ? one : other) === "-";
    body = isLeading ? other : one;
  }
  body = body.replace(LEADING_CURRENCY, "$1").trim();
  return { negative, body, percent };
}

/** @returns a JSON number without sign; undefined where the text is none in this style */
function plainNumber(text: string, mark: "." | ",", otherMark: "." | ","): string | undefined {
  const at = text.lastIndexOf(mark);
  const whole = at === -1 ? text : text.slice(0, at);
  const fraction = at === -1 ? "" : text.slice(at + 1);
  if (!/^\d*$/.test(fraction) || (whole === "" && fraction === "")) return undefined;
  const digits = ungrouped(whole, otherMark);
  if (digits === undefined) return undefined;
  return `${digits.replace(/^0+(?=\d)/, "")}${fraction === "" ? "" : `.${fraction}`}`;
}

/** The digits before the mark: plain, in groups of three, or in the groups of India. */
function ungrouped(whole: string, group: "." | ","): string | undefined {
  if (/^\d+$/.test(whole)) return whole;
  if (whole === "") return "0";
  for (const separator of [group, " ", "'", "’"]) {
    const groups = whole.split(separator);
    if (groups.length < 2 || !groups.every((one) => /^\d+$/.test(one))) continue;
    const [first = "", ...others] = groups;
    const byThree = first.length <= 3 && others.every(({ length }) => length === 3);
    const indian =
      separator === "," &&
      first.length <= 2 &&
      others.every(({ length }, at) => length === (at === others.length - 1 ? 3 : 2));
    // No program groups a number that starts with 0: `0,123` is a fraction.
    if ((byThree || indian) && !first.startsWith("0")) return groups.join("");
  }
  return undefined;
}
