/** Known fields: names and values that the user's own commands have shown, counted and bounded. */
import { DEFAULT_PROPERTIES, type Deal } from "../../deals/deal.ts";
import { isUnsafeName } from "../../deals/fieldName.ts";

/** Fields that Routera fills from a list. */
const CHOICES: ReadonlySet<string> = new Set(["deal_stage", "pipeline", "deal_owner"]);

const LONGEST = 80;

/** True for a name that can be typed again and does no harm on a terminal. */
export function isRecordableName(name: string): boolean {
  return (
    name !== "" && name.length <= LONGEST && name.trim() === name && !UNSAFE.test(name) && !isUnsafeName(name)
  );
}

/**
 * True for a short text such as an item of a list. Not: free text, what steers a terminal, addresses of people (but for
 * owners), numbers, dates, links, ids, and whatever could be a token.
 */
export function isRecordableValue(value: string, field: string): boolean {
  if (value === "" || value.length > LONGEST || value.trim() !== value || UNSAFE.test(value)) return false;
  if (SECRET.test(value)) return false;
  if (field === "deal_owner") return true;
  return !PERSONAL.some((shape) => shape.test(value)) && value.split(/\s+/u).length <= 6;
}

/** True for a field whose values are never kept, going by its name. */
function neverHasChoices(name: string): boolean {
  return TELLING.test(name);
}

const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

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

/** By field name, the values seen. `null`: it has too many for a list of choices, and none is kept. */
export type KnownFields = ReadonlyMap<string, readonly string[] | null>;

export const MAX_FIELDS = 200;

/** Values kept of a field that Routera fills from a list. */
const MAX_CHOICES = 50;
/** Any other field: with more values than this it is no list of choices. */
const MAX_OTHERS = 20;

/**
 * Adds what a call has shown. A value of a custom field counts only when several deals of the call share it: what is
 * chosen from a list comes again, what is written by hand does not.
 * @param secret never to be kept, nor what holds it: a server may echo it
 * @returns undefined when there is nothing new
 */
export function mergeFields(
  knownFields: KnownFields,
  values: FieldValues,
  secret: string,
): KnownFields | undefined {
  const learnt = new Map(knownFields);
  let changed = false;
  for (const [name, texts] of values) {
    const known = learnt.get(name);
    if (known === null || (known === undefined && learnt.size >= MAX_FIELDS) || name.includes(secret))
      continue;
    const fresh = [...texts].filter(
      ([text, by]) => (CHOICES.has(name) || by === true) && !text.includes(secret),
    );
    const values = join(
      name,
      known ?? [],
      fresh.map(([text]) => text),
    );
    if (known !== undefined && values?.length === known.length) continue;
    learnt.set(name, values);
    changed = true;
  }
  return changed ? learnt : undefined;
}

function join(name: string, known: readonly string[], fresh: readonly string[]): readonly string[] | null {
  const values = [...new Set([...known, ...fresh])];
  if (CHOICES.has(name)) return values.slice(0, MAX_CHOICES);
  return values.length > MAX_OTHERS ? null : values;
}

/** By field name and text: the id of the only deal that showed it, or `true` where several did. */
export type FieldValues = Map<string, Map<string, string | true>>;

/** More deals of one call show little that is new, and a bulk run has millions. */
const MAX_DEALS = 1000;
const MAX_NAMES = 400;
const MAX_TEXTS = 200;

/** @returns a function that counts one deal in */
export function fieldCollector(values: FieldValues): (deal: Deal) => void {
  let deals = 0;
  return (deal) => {
    if (deals >= MAX_DEALS) return;
    deals += 1;
    for (const [name, value] of Object.entries(deal)) {
      // A property that was asked for by a mistyped name may come back empty.
      if (value === null) continue;
      const texts = textsOf(name, values);
      if (texts && typeof value === "string" && !neverHasChoices(name)) count(value, name, deal.id, texts);
    }
  };
}

function textsOf(name: string, values: FieldValues): Map<string, string | true> | undefined {
  const known = values.get(name);
  if (known) return known;
  // The names of default properties are known anyway.
  const worth = CHOICES.has(name) || (!DEFAULTS.has(name) && isRecordableName(name));
  if (!worth || values.size >= MAX_NAMES) return undefined;
  const texts = new Map<string, string | true>();
  values.set(name, texts);
  return texts;
}

const DEFAULTS: ReadonlySet<string> = new Set(DEFAULT_PROPERTIES);

function count(value: string, name: string, id: string, texts: Map<string, string | true>): void {
  const by = texts.get(value);
  if (by === true || by === id) return;
  if (by !== undefined) texts.set(value, true);
  else if (texts.size < MAX_TEXTS && isRecordableValue(value, name)) texts.set(value, id);
}
