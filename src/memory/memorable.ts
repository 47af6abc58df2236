/** What may be kept of a deal beyond the call that showed it. Pure. */

/** Fields that Routera fills from a list. */
export const CHOICES: ReadonlySet<string> = new Set(["deal_stage", "pipeline", "deal_owner"]);

const LONGEST = 80;

/** True for a name that can be typed again and does no harm on a terminal. */
export function isMemorableName(name: string): boolean {
  return (
    name !== "" &&
    name.length <= LONGEST &&
    name.trim() === name &&
    !UNSAFE.test(name) &&
    !TREACHEROUS.has(name)
  );
}

/**
 * True for a short text such as an item of a list. Not: free text, what steers a terminal, addresses of people (but for
 * owners), numbers, dates, links, ids, and whatever could be a token.
 */
export function isMemorableValue(value: string, field: string): boolean {
  if (value === "" || value.length > LONGEST || value.trim() !== value || UNSAFE.test(value)) return false;
  if (SECRET.test(value)) return false;
  if (field === "deal_owner") return true;
  return !PERSONAL.some((shape) => shape.test(value)) && value.split(/\s+/u).length <= 6;
}

/** True for a field whose values are never kept, going by its name. */
export function neverHasChoices(name: string): boolean {
  return TELLING.test(name);
}

const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const TREACHEROUS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** A JWT, or a long run of letters and digits without a space. */
const SECRET = /\beyJ[\w-]{8,}|[A-Za-z0-9+/_=.-]{32,}/;

const PERSONAL = [
  /@/,
  /:\/\//,
  // Numbers, telephone numbers, dates and times.
  /^[\s\d+().,:/TZ-]+$/,
  /[0-9a-f]{8}-[0-9a-f]{4}-/i,
];

const TELLING =
  /token|secret|passw|credential|api_?key|(^|_)(key|pin|iban|bic|ssn|tax|vat|phone|mobile|fax|e?mail|address|street|birth|salary|note|notes|comment|comments|description|name|contact)(_|$)/i;
