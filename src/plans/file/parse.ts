/** A line of a plan file → what it says, checked in every member. */
import * as v from "valibot";
import { checkDealId } from "../../deals/deal.ts";
import { checkFieldName } from "../../deals/fieldName.ts";
import { isJsonObject, isLosslessNumber, type JsonObject, type JsonValue, parseJson } from "../../json.ts";
import { PLAN_VERSION, type PlanEnd, type PlanHead, type Step } from "../plan.ts";
import { endPrefix, endSuffix, planLine } from "./write.ts";

/** @throws OtherVersion; another Error when it is not the head of a plan */
export function parseHead(text: string): PlanHead {
  const value = read(text);
  if (isJsonObject(value) && value.type === "plan" && isLosslessNumber(value.version)) {
    if (value.version.value !== String(PLAN_VERSION)) throw new OtherVersion(value.version.value);
  }
  return canonical(text, checked(headSchema, value), planLine);
}

/** A plan that another version of this program wrote. */
export class OtherVersion extends Error {
  readonly version: string;
  constructor(version: string) {
    super(`version ${version}`);
    this.version = version;
  }
}

/** @throws Error when it is neither a step nor the end */
export function parseStepOrEnd(text: string): Step | PlanEnd {
  const value = read(text);
  const type = isJsonObject(value) ? value.type : undefined;
  if (type === "end") {
    return canonical(text, checked(endSchema, value), (end) => endPrefix(end) + endSuffix(end.digest));
  }
  const step = type === "blocked" ? checked(blockedSchema, value) : checked(changeSchema, value);
  checkDealId(step.id);
  if (step.type === "change") checkNames(step);
  else if (step.set !== undefined) checkWanted(step.set, step.field);
  return canonical(text, step, planLine);
}

function checkNames({
  set,
  before,
  previous_unknown: unknown = [],
}: Extract<Step, { type: "change" }>): void {
  checkSet(set);
  for (const name of [...Object.keys(before ?? {}), ...unknown]) {
    if (!Object.hasOwn(set, name)) throw new Error(`${JSON.stringify(name)} is not set`);
    if (unknown.includes(name) && before !== undefined && Object.hasOwn(before, name)) {
      throw new Error(`${JSON.stringify(name)} cannot have a previous value that is both known and unknown`);
    }
  }
}

/** @param field the one that the step is about, where it is not about the whole deal */
function checkWanted(set: JsonObject, field: string | undefined): void {
  checkSet(set);
  for (const name of Object.keys(set)) {
    if (field !== undefined && name !== field)
      throw new Error(`${JSON.stringify(name)} is not the field of the line`);
  }
}

function checkSet(set: JsonObject): void {
  const names = Object.keys(set);
  if (names.length === 0) throw new Error("no field is set");
  for (const name of names) checkFieldName(name);
}

function read(text: string): JsonValue {
  // A key that comes twice is not spelled as this program does: no need to look for it here.
  return parseJson(text);
}

function checked<T>(schema: v.GenericSchema<unknown, T>, value: JsonValue): T {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(`${v.getDotPath(issue) ?? "the line"} is invalid`);
}

/** One spelling only: what is not spelled as this program does was not written by it. */
function canonical<T>(text: string, value: T, print: (value: T) => string): T {
  if (print(value) !== text) throw new Error("the line was edited or written by another program");
  return value;
}

const whole = v.pipe(
  v.custom<{ value: string }>((value) => isLosslessNumber(value as JsonValue), "a whole number"),
  v.transform(({ value }) => Number(value)),
  v.safeInteger(),
  v.minValue(0),
);
const counted = v.pipe(whole, v.minValue(1));
const text = v.string();
const maybe = v.exactOptional(text);
const fields = v.custom<JsonObject>((value) => isJsonObject(value as JsonValue), "an object");

const anyValue = v.custom<JsonValue>((value) => value !== undefined, "a value");

const headSchema = v.strictObject({
  type: v.literal("plan"),
  version: v.pipe(whole, v.literal(PLAN_VERSION)),
  kind: v.picklist(["apply", "undo"]),
  origin: text,
  read: v.boolean(),
  mapping: maybe,
  undo_of: maybe,
});

const changeSchema = v.strictObject({
  type: v.literal("change"),
  row: counted,
  line: v.exactOptional(counted),
  id: text,
  name: maybe,
  before: v.exactOptional(fields),
  updated_at: maybe,
  set: fields,
  previous_unknown: v.exactOptional(v.array(text)),
});

const blockedSchema = v.strictObject({
  type: v.literal("blocked"),
  line: v.exactOptional(counted),
  id: text,
  name: maybe,
  field: maybe,
  code: text,
  message: text,
  set: v.exactOptional(fields),
  base: v.exactOptional(anyValue),
  theirs: v.exactOptional(anyValue),
});

const endSchema = v.strictObject({
  type: v.literal("end"),
  changes: whole,
  unchanged: whole,
  blocked: whole,
  digest: text,
});
