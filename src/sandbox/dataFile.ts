/**
 * The text of a sandbox data file: a line that says what it is and how many deals follow, then one deal a line.
 * Numbers are written as text: the platform's JSON is several times faster than an exact one, and this file is read
 * at the start of every call with the embedded sandbox.
 */
import type { Deal } from "../deals/deal.ts";
import { Failure } from "../failure.ts";
import { isLosslessNumber, type JsonValue, LosslessNumber } from "../json.ts";
import { DealIndex } from "./dealIndex.ts";
import { PROPERTIES } from "./properties.ts";

const MARK = "routera_sandbox";

/** @param size how many deals there are */
export function printDataFile(deals: Iterable<Deal>, size: number): string {
  const lines = [`{"${MARK}":1,"deals":${size}}`];
  for (const deal of deals) lines.push(JSON.stringify(deal, numbersAsText));
  return `${lines.join("\n")}\n`;
}

/**
 * @param file its name, for messages
 * @throws Failure `sandbox_data_foreign` when it is something else's file, `sandbox_data_damaged` when it is not whole
 */
export function parseDataFile(text: string, file: string): DealIndex {
  const [head = "", ...lines] = text.split("\n");
  const expected = readHead(head);
  if (expected === undefined) throw foreign(file);
  if (lines.pop() !== "") throw damaged(file, "its last line is cut off");
  if (String(lines.length) !== expected) {
    throw damaged(file, `it holds ${lines.length} deals where ${expected} are announced`);
  }
  try {
    return new DealIndex(lines.map(readDeal));
  } catch (error) {
    throw damaged(file, error instanceof Error ? error.message : String(error));
  }
}

function numbersAsText(_key: string, value: unknown): unknown {
  return isLosslessNumber(value) ? value.value : value;
}

/** How many deals are announced, as text; undefined when it is no head of ours. */
function readHead(line: string): string | undefined {
  const { [MARK]: version, deals } = parsed(line);
  return version === 1 && Number.isSafeInteger(deals) ? String(deals) : undefined;
}

function readDeal(line: string, index: number): Deal {
  const deal: Record<string, unknown> = parsed(line);
  for (const [name, property] of PROPERTIES) {
    if (property.isNumber && typeof deal[name] === "string") deal[name] = new LosslessNumber(deal[name]);
    const value = (deal[name] ?? null) as JsonValue;
    if (value === null ? MUST_BE_SET.has(name) : !property.accepts(value)) {
      throw new Error(`${name} in line ${index + 2} must be ${property.holds}`);
    }
  }
  return deal as Deal;
}

const MUST_BE_SET: ReadonlySet<string> = new Set(["id", "created_at", "updated_at", "archived"]);

/** The object in a line; an empty one when there is none. */
function parsed(line: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(line) };
  } catch {
    return {};
  }
}

function foreign(file: string): Failure {
  return new Failure("local_io", `${file} is not a data file of the sandbox, and is left as it is`, {
    code: "sandbox_data_foreign",
    hint: `name another file, or move this one away: ${moveAway(file)}`,
  });
}

function damaged(file: string, reason: string): Failure {
  return new Failure("local_io", `the sandbox's data file ${file} is damaged: ${reason}`, {
    code: "sandbox_data_damaged",
    hint: `move it away and the next call makes a new one: ${moveAway(file)}`,
  });
}

function moveAway(file: string): string {
  const quoted = (path: string) => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
  return `mv ${quoted(file)} ${quoted(`${file}.old`)}`;
}
