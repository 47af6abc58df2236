/** JSON text → journal record, checked in every member. */
import * as v from "valibot";
import { Failure } from "../../failure.ts";
import { JOURNAL_VERSION, type JournalRecord, MAX_ROWS, ROW_OUTCOMES } from "./record.ts";

/**
 * Reads one record. The platform's parser is exact here: the only numbers in a record are whole numbers of ours.
 * @throws Failure `journal_version_unsupported`; another Error when it is not a record.
 */
export function parseRecord(json: string): JournalRecord {
  const value: unknown = JSON.parse(json);
  const parsed = v.safeParse(record, value);
  if (parsed.success) return parsed.output;
  refuseOtherVersion(value);
  const [issue] = parsed.issues;
  throw new Error(`${v.getDotPath(issue) ?? "record"}: ${issue.message}`);
}

function refuseOtherVersion(value: unknown): void {
  const head = v.safeParse(v.object({ type: v.literal("head"), version: v.number() }), value);
  if (!head.success || head.output.version === JOURNAL_VERSION) return;
  throw new Failure(
    "local_io",
    `the journal has version ${head.output.version}, but this program supports version ${JOURNAL_VERSION}`,
    { code: "journal_version_unsupported", hint: "use the version of routera that made the run" },
  );
}

const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const row = v.pipe(positive, v.maxValue(MAX_ROWS));
const text = v.string();
const maybe = v.exactOptional(text);

const head = v.object({
  type: v.literal("head"),
  version: v.literal(JOURNAL_VERSION),
  run: text,
  kind: v.picklist(["apply", "undo"]),
  origin: text,
  profile: text,
  plan_digest: text,
  token_fingerprint: text,
  started: text,
  rows: v.pipe(natural, v.maxValue(MAX_ROWS)),
  shard: maybe,
  undo_of: maybe,
  read: v.exactOptional(v.literal(false)),
});

const intent = v.object({
  type: v.literal("intent"),
  row,
  id: text,
  at: text,
  set: text,
  before: maybe,
  before_updated_at: maybe,
  try: positive,
});

const result = v.object({
  type: v.literal("result"),
  row,
  id: text,
  at: text,
  outcome: v.picklist(ROW_OUTCOMES),
  status: v.exactOptional(natural),
  code: maybe,
  message: maybe,
  updated_at: maybe,
  after: maybe,
  theirs: maybe,
});

const pause = v.object({ type: v.literal("pause"), at: text, reason: text, until: text });

const resume = v.object({
  type: v.literal("resume"),
  at: text,
  retry: v.exactOptional(v.picklist(["pending", "failed", "all"])),
  torn: v.exactOptional(v.object({ line: positive, bytes: positive })),
});

/** Also the shape of the counts in a summary. */
export const countsSchema = v.object({
  applied: natural,
  rejected: natural,
  skipped: natural,
  conflict: natural,
  unknown: natural,
  retryable: natural,
});

const end = v.object({
  type: v.literal("end"),
  at: text,
  counts: countsSchema,
  complete: v.boolean(),
  stopped: maybe,
});

const record = v.variant("type", [intent, result, head, pause, resume, end]);
