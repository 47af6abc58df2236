/** What date or time a text can be, in the orders and languages of spreadsheets. */

/** Parts that the text does not show are missing. */
export type DateReading = {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  /** Seconds since midnight; `minutes`: without seconds. */
  readonly time?: number;
  readonly precision?: "minutes" | "seconds";
  /** True where the text names a time zone. */
  readonly zone?: true;
};

const LANGUAGES = "en de fr es it pt nl sv da nb fi pl cs tr".split(" ");
/** Looked at where a word is none of those. */
const MORE_LANGUAGES = "ru uk bg sr el hu ro hr sl sk lt lv et ca he id".split(" ");
const LONGEST = 60;
const TIME =
  /(?:^|[T\s,]+)(\d{1,3}):([0-5]?\d)(?::([0-5]?\d)(?:[.,]\d{1,9})?)?\s*([ap]\.?\s?m\.?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?$/i;

/** None for what is no date. */
export function dateReadings(text: string): readonly DateReading[] {
  if (text.length > LONGEST || !/\d/.test(text)) return [];
  const trimmed = text.trim().replace(/[\u00a0\u202f]/g, " ");
  const time = TIME.exec(trimmed);
  const clock = time === null ? undefined : readTime(time);
  if (time !== null && clock === undefined) return [];
  const rest = time === null ? trimmed : trimmed.slice(0, time.index).trim();
  if (rest === "") return clock === undefined ? [] : [clock];
  return daysOf(rest).map((day) => ({ ...day, ...clock }));
}

/** True where one of the texts is the other in another form. */
export function mayBeSameDate(a: readonly DateReading[], b: readonly DateReading[]): boolean {
  return a.some((one) => b.some((other) => agree(one, other)));
}

/** The day that a serial number means, in both systems. */
export function serialReadings(text: string): readonly DateReading[] {
  const match = /^(\d{1,6})(?:[.,](\d+))?$/.exec(text.trim());
  if (match === null) return [];
  const [, days = "", part = ""] = match;
  const seconds = Math.round(Number(`0.${part || "0"}`) * 86_400);
  return [Date.UTC(1899, 11, 30), Date.UTC(1904, 0, 1)].map((epoch) => {
    const date = new Date(epoch + Number(days) * 86_400_000);
    const day = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
    return part === "" ? day : { ...day, time: seconds, precision: "minutes" };
  });
}

function agree(a: DateReading, b: DateReading): boolean {
  if (a.month === undefined || b.month === undefined) {
    // A time of day, or a time that came with a day of its own.
    return a.time !== undefined && sameTime(a, b);
  }
  if (isShifted(a, b)) return true;
  if (a.month !== b.month) return false;
  if (a.day !== undefined && b.day !== undefined && a.day !== b.day) return false;
  if (a.year !== undefined && b.year !== undefined && a.year !== b.year) return false;
  return a.time === undefined || b.time === undefined || sameTime(a, b);
}

/** The same moment in another time zone, where only one of the texts shows which. */
function isShifted(a: DateReading, b: DateReading): boolean {
  if (a.zone === b.zone) return false;
  const [one, other] = [momentOf(a), momentOf(b)];
  if (one === undefined || other === undefined) return false;
  const rough = a.precision === "minutes" || b.precision === "minutes" ? 60 : 1;
  const seconds = Math.abs(Math.floor(one / rough) - Math.floor(other / rough)) * rough;
  return seconds <= MAX_OFFSET && seconds % QUARTER === 0;
}

const QUARTER = 15 * 60;
const MAX_OFFSET = 14 * 3600;

function momentOf({ year, month, day, time }: DateReading): number | undefined {
  if (year === undefined || month === undefined || day === undefined || time === undefined) return undefined;
  return Date.UTC(year, month - 1, day) / 1000 + time;
}

function sameTime(a: DateReading, b: DateReading): boolean {
  if (a.time === undefined || b.time === undefined) return false;
  const rough = a.precision === "minutes" || b.precision === "minutes";
  return rough ? Math.floor(a.time / 60) === Math.floor(b.time / 60) : a.time === b.time;
}

function readTime(match: RegExpExecArray): DateReading | undefined {
  const [, hours = "", minutes = "", seconds, half] = match;
  const isAfternoon = half === undefined ? undefined : /^p/i.test(half);
  let hour = Number(hours);
  if (isAfternoon !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (isAfternoon ? 12 : 0);
  }
  const time = hour * 3600 + Number(minutes) * 60 + Number(seconds ?? 0);
  const zone = /(?:Z|UTC|[+-]\d{2}:?\d{2})$/i.test(match[0]);
  return { time, precision: seconds === undefined ? "minutes" : "seconds", ...(zone && { zone }) };
}

function daysOf(text: string): readonly DateReading[] {
  const numbers = /^(\d{1,4})\s?([-/. ])\s?(\d{1,4})(?:\s?\2\s?(\d{1,4}))?\.?$/.exec(text);
  if (numbers !== null)
    return ofNumbers([numbers[1], numbers[3], numbers[4]].filter((one) => one !== undefined));
  const compact = /^(\d{4})年?(\d{1,2})月(\d{1,2})日?$/.exec(text);
  if (compact !== null) return valid(Number(compact[1]), Number(compact[2]), Number(compact[3]));
  return withMonthName(text);
}

function ofNumbers(parts: readonly string[]): readonly DateReading[] {
  const [a = "", b = "", c] = parts;
  const [first, second] = [Number(a), Number(b)];
  if (c === undefined) {
    const days = [...valid(undefined, first, second), ...valid(undefined, second, first)];
    const years = [
      ...yearsOf(b).flatMap((year) => valid(year, first, undefined)),
      ...yearsOf(a).flatMap((year) => valid(year, second, undefined)),
    ];
    return [...days, ...years];
  }
  const third = Number(c);
  if (a.length > 2) return [...valid(first, second, third), ...valid(first, third, second)];
  return [
    ...yearsOf(c).flatMap((year) => [...valid(year, first, second), ...valid(year, second, first)]),
    ...yearsOf(a).flatMap((year) => valid(year, second, third)),
  ];
}

/** One or two digits are a year of this century or of the last one; 2569 is 2026 in Thailand. */
function yearsOf(text: string): readonly number[] {
  const year = Number(text);
  if (text.length > 2) {
    if (text.length !== 4) return [];
    return year > 2400 && year < 2700 ? [year, year - THAI_YEARS] : [year];
  }
  return [2000 + Number(text), 1900 + Number(text)];
}

const THAI_YEARS = 543;

function valid(year: number | undefined, month: number, day: number | undefined): readonly DateReading[] {
  if (month < 1 || month > 12) return [];
  if (day !== undefined && (day < 1 || day > 31)) return [];
  return [{ month, ...(year !== undefined && { year }), ...(day !== undefined && { day }) }];
}

function withMonthName(text: string): readonly DateReading[] {
  // A weekday in front, and articles as in `1 de mayo de 2026`.
  const words = text
    .normalize("NFC")
    .toLowerCase()
    .replace(/^\p{L}{2,}\.?,\s*/u, "")
    .replace(/(?<!\p{L})(?:de|del|d|г|р)(?!\p{L})[.']?/gu, " ")
    .replace(/(\p{L})(\d)/u, "$1 $2")
    .replace(/(\d)(?:st|nd|rd|th|er|\.)?(?=[\s\-/,.\p{L}]|$)/gu, "$1 ")
    .split(/[\s\-/.,']+/)
    .filter((word) => word !== "");
  if (words.length < 2 || words.length > 3) return [];
  const month = monthIn(words, monthNames()) ?? monthIn(words, moreMonthNames());
  const numbers = words.filter((word) => /^\d{1,4}$/.test(word));
  if (month === undefined || numbers.length !== words.length - 1) return [];
  const [a = "", b] = numbers;
  if (b === undefined) {
    return [
      ...valid(undefined, month, Number(a)),
      ...yearsOf(a).flatMap((year) => valid(year, month, undefined)),
    ];
  }
  return [
    ...yearsOf(b).flatMap((year) => valid(year, month, Number(a))),
    ...yearsOf(a).flatMap((year) => valid(year, month, Number(b))),
  ];
}

/** True for the name of a month or of a day of the week, or its short form. */
export function isMonthOrDay(word: string): boolean {
  const name = word.normalize("NFC").toLowerCase();
  // Of one letter, they are no names that a spreadsheet takes.
  if (name.length < 2) return false;
  return monthNames().has(name) || dayNames().has(name);
}

let days: ReadonlySet<string> | undefined;

function dayNames(): ReadonlySet<string> {
  days ??= new Set(
    LANGUAGES.flatMap((language) =>
      (["long", "short"] as const).flatMap((weekday) => {
        const format = new Intl.DateTimeFormat(language, { weekday, timeZone: "UTC" });
        return [1, 2, 3, 4, 5, 6, 7].map((day) =>
          format
            .format(Date.UTC(2026, 1, day))
            .toLowerCase()
            .replace(/\./g, ""),
        );
      }),
    ),
  );
  return days;
}

let names: ReadonlyMap<string, number> | undefined;
let moreNames: ReadonlyMap<string, number> | undefined;

function monthIn(words: readonly string[], all: ReadonlyMap<string, number>): number | undefined {
  return words.map((word) => all.get(word)).find((found) => found !== undefined);
}

function monthNames(): ReadonlyMap<string, number> {
  names ??= namesOf(LANGUAGES, [
    ["sept", 9],
    ["mrz", 3],
  ]);
  return names;
}

function moreMonthNames(): ReadonlyMap<string, number> {
  moreNames ??= namesOf(MORE_LANGUAGES, []);
  return moreNames;
}

/** Names and short forms of months, lower case, without points. It takes a while. */
function namesOf(
  languages: readonly string[],
  more: readonly (readonly [string, number])[],
): ReadonlyMap<string, number> {
  const found = new Map<string, number>(more);
  for (const language of languages) {
    for (const width of ["long", "short"] as const) {
      for (const options of [{ month: width }, { month: width, day: "numeric" }] as const) {
        const format = new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
        for (let month = 1; month <= 12; month++) {
          const name = format
            .formatToParts(Date.UTC(2026, month - 1, 15))
            .find(({ type }) => type === "month")
            ?.value.toLowerCase()
            .replace(/\./g, "");
          if (name !== undefined && /^\p{L}{2,}$/u.test(name) && !found.has(name)) found.set(name, month);
        }
      }
    }
  }
  return found;
}
