/** Reads a plan file: checks every byte of it, and names the line of what cannot be trusted. */
import { createHash, type Hash } from "node:crypto";
import { Failure, usage } from "../../failure.ts";
import { readLines } from "../../files/lines.ts";
import type { FileHandle } from "../../files/operations.ts";
import { type Reading, readPieces } from "../../files/pieces.ts";
import { isSystemError, readReason } from "../../files/systemError.ts";
import { type Hint, placeholder } from "../../hint.ts";
import { PLAN_VERSION, type PlanEnd, type PlanHead, type Step } from "../plan.ts";
import { OtherVersion, parseHead, parseStepOrEnd } from "./parse.ts";
import { endPrefix } from "./write.ts";

const AGAIN: Hint = {
  say: "make a new plan",
  run: {
    command: "deals plan",
    operands: [placeholder("FILE")],
    options: { out: placeholder("plan.jsonl") },
  },
};

/** Something in the file is not what this program wrote. */
function planDamaged(name: string, line: number, reason: string): Failure {
  return usage("plan_damaged", `the plan ${name} is damaged at line ${line}: ${reason}`, AGAIN);
}

/** The file ends before its last line. */
function planCut(name: string, line: number): Failure {
  return usage(
    "plan_cut",
    `the plan ${name} is incomplete: the last line is missing after line ${line}`,
    AGAIN,
  );
}

/** The file has another format. */
function planVersion(name: string, version: string): Failure {
  return usage(
    "plan_version",
    `the plan ${name} (line 1) has version ${version.slice(0, 20)}, but this program supports version ${PLAN_VERSION}`,
    "use the version of routera that made the plan, or make a new plan",
  );
}

/** The file is not what it was when it was checked. */
export function planChanged(name: string): Failure {
  return usage("plan_changed", `the plan ${name} was changed while it was read`, { again: {} });
}

/** The file can't be read at all. */
function planUnreadable(name: string, reason: string, isMissing = false): Failure {
  const hint: Hint = isMissing ? { say: "check the name and the current directory", shell: ["ls"] } : AGAIN;
  return usage("plan_unreadable", `cannot read the plan ${name}: ${reason}`, hint);
}

/** The file holds something else. */
function notAPlan(name: string): Failure {
  return usage("not_a_plan", `${name} is not a plan`, {
    say: "if it is an input file, make a plan",
    run: { command: "deals plan", operands: [name], options: { out: "plan.jsonl" } },
  });
}

/** A plan that can be read again and again: the path's file, or what `openRows` made of stdin. */
export type PlanBytes = { readonly name: string; open(reading?: Reading): AsyncIterable<Uint8Array> };

/** A file as a source. Every read checks that it is still the file of the first one. @param shown its name in messages */
export function planFile(path: string, shown = path): PlanBytes {
  let first: string | undefined;
  const mark = async (file: FileHandle): Promise<void> => {
    const facts = await file.stat();
    if (!facts.isFile()) throw planUnreadable(shown, "it is not a regular file");
    const { dev, ino, size, mtimeMs, ctimeMs } = facts;
    const now = [dev, ino, size, mtimeMs, ctimeMs].join();
    first ??= now;
    if (first !== now) throw planChanged(shown);
  };
  return { name: shown, open: (reading) => chunksOf(path, shown, mark, reading) };
}

/** Lines with their numbers, from 1, in batches. `ended` is false for a last line without a newline. */
async function* planLines(
  source: PlanBytes,
): AsyncGenerator<readonly { readonly bytes: Buffer; readonly line: number; readonly ended: boolean }[]> {
  let line = 0;
  const tooLong = () => planDamaged(source.name, line + 1, "the line is too long");
  for await (const batch of readLines(source.open(), tooLong)) {
    yield batch.map(({ bytes, ended }) => ({ bytes, ended, line: ++line }));
  }
}

async function* chunksOf(
  path: string,
  shown: string,
  check: (file: FileHandle) => Promise<void>,
  reading?: Reading,
): AsyncGenerator<Buffer> {
  try {
    yield* readPieces(path, check, reading);
  } catch (error) {
    if (error instanceof Failure || !isSystemError(error)) throw error;
    throw planUnreadable(shown, readReason(error), error.code === "ENOENT");
  }
}

/** A plan that was checked from its first byte to its last. */
export type CheckedPlan = {
  readonly head: PlanHead;
  readonly end: PlanEnd;
  /** Reads the steps again, from the first one. @throws Failure `plan_changed` when it is not the same plan any more */
  steps(): AsyncIterable<Step>;
};

/** True when input starts as a plan does, and not as rows do. @param firstBytes at least 100 of them, where there are */
export function isPlan(firstBytes: Uint8Array): boolean {
  const start = Buffer.from(firstBytes.subarray(0, 256)).toString("utf8");
  return /^\uFEFF?\s*\{\s*"type"\s*:\s*"plan"\s*,\s*"version"/.test(start);
}

/**
 * Checks version, spelling, digest, counts, row numbers and the last line; memory does not depend on the length.
 * @param plan a path, or input that can be read more than once
 * @throws Failure of kind usage with the line: `plan_damaged`, `plan_version`, `plan_cut`, `plan_unreadable`
 */
export async function openPlanFile(plan: string | PlanBytes): Promise<CheckedPlan> {
  const source = typeof plan === "string" ? planFile(plan) : plan;
  let head: PlanHead | undefined;
  let end: PlanEnd | undefined;
  for await (const part of readPlan(source)) {
    if (part.type === "plan") head = part;
    else if (part.type === "end") end = part;
  }
  if (head === undefined || end === undefined) throw planCut(source.name, 1);
  const { digest } = end;
  return { head, end, steps: () => stepsOfPlan(source, digest) };
}

/** A plan that was just written here, where no one else writes: its bytes are proved when its steps are read or copied. */
export function writtenPlan(source: PlanBytes, head: PlanHead, end: PlanEnd): CheckedPlan {
  return { head, end, steps: () => stepsOfPlan(source, end.digest) };
}

/** One pass over the whole plan: its head, its steps, its end. What follows the end was checked by then. */
export async function* readPlan(source: PlanBytes): AsyncGenerator<PlanHead | Step | PlanEnd> {
  const { name } = source;
  const hash = createHash("sha256");
  const seen = { changes: 0, blocked: 0 };
  let end: PlanEnd | undefined;
  let wasRead = false;
  let last = 0;
  for await (const batch of planLines(source)) {
    for (const { bytes, line, ended } of batch) {
      if (end !== undefined) throw planDamaged(name, line, "unexpected data after the last line");
      if (!ended) throw planCut(name, line);
      last = line;
      const part = parsed(name, line, bytes);
      if (part.type === "end") {
        check(name, line, part, seen, hash);
        end = part;
        continue;
      }
      if (part.type === "change" && part.row !== ++seen.changes) {
        throw planDamaged(name, line, `row ${part.row} instead of row ${seen.changes}`);
      }
      if (part.type === "plan") wasRead = part.read;
      const bare = part.type === "change" && wasRead ? fieldWithoutBefore(part) : undefined;
      // Without it the deal would be written whatever it holds by then, and could not be restored.
      if (bare !== undefined)
        throw planDamaged(name, line, `the previous value of ${JSON.stringify(bare)} is missing`);
      if (part.type === "blocked") seen.blocked += 1;
      hash.update(bytes).update("\n");
      yield part;
    }
  }
  if (end === undefined) throw planCut(name, last);
  yield end;
}

/** A field of a deal that was read, whose previous value is neither there nor listed as unknown. */
function fieldWithoutBefore({
  before = {},
  previous_unknown: unknown = [],
  set,
}: Extract<Step, { type: "change" }>) {
  return Object.keys(set).find((name) => !Object.hasOwn(before, name) && !unknown.includes(name));
}

function parsed(name: string, line: number, bytes: Buffer): PlanHead | Step | PlanEnd {
  const text = bytes.toString("utf8");
  try {
    return line === 1 ? parseHead(text) : parseStepOrEnd(text);
  } catch (error) {
    if (error instanceof OtherVersion) throw planVersion(name, error.version);
    // A plan with a spoilt head has still one of these.
    if (line === 1 && !/"type":"|"version":/.test(text)) throw notAPlan(name);
    throw planDamaged(name, line, (error as Error).message);
  }
}

function check(
  name: string,
  line: number,
  end: PlanEnd,
  seen: { readonly changes: number; readonly blocked: number },
  hash: Hash,
): void {
  if (end.changes !== seen.changes || end.blocked !== seen.blocked) {
    throw planDamaged(name, line, "the counts do not match the lines");
  }
  if (end.digest !== `sha256:${hash.update(endPrefix(end)).digest("hex")}`) {
    throw planDamaged(name, line, "the digest does not match: the plan was edited or damaged");
  }
}

/** The steps of a plan that was checked before. @throws Failure `plan_changed` at its end when it has another digest */
export async function* stepsOfPlan(source: PlanBytes, digest: string): AsyncGenerator<Step> {
  for await (const part of readPlan(source)) {
    if (part.type === "change" || part.type === "blocked") yield part;
    if (part.type === "end" && part.digest !== digest) throw planChanged(source.name);
  }
}
