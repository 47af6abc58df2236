/** Writes a plan file: one spelling for each value, so that equal plans are equal bytes. */
import { createHash } from "node:crypto";
import { writeFileAtomic } from "../../files/atomicWrite.ts";
import { type JsonValue, printJson } from "../../json.ts";
import type { PlanEnd, PlanHead, Step } from "../plan.ts";

/** The canonical JSON text of a step or of the head, without a newline. Keys are in the order of their types. */
export function planLine(part: PlanHead | Step): string {
  switch (part.type) {
    case "plan": {
      const { version, kind, origin, read, mapping, undo_of } = part;
      return `{"type":"plan","version":${version},"kind":"${kind}"${member("origin", origin)},"read":${read}${member("mapping", mapping)}${member("undo_of", undo_of)}}`;
    }
    case "change": {
      const { row, line, id, name, before, updated_at, set, previous_unknown: unknown } = part;
      return `{"type":"change","row":${row}${lineMember(line)}${member("id", id)}${member("name", name)}${member("before", before)}${member("updated_at", updated_at)}${member("set", set)}${member("previous_unknown", unknown)}}`;
    }
    case "blocked": {
      const { line, id, name, field, code, message, set, base, theirs } = part;
      return `{"type":"blocked"${lineMember(line)}${member("id", id)}${member("name", name)}${member("field", field)}${member("code", code)}${member("message", message)}${member("set", set)}${member("base", base)}${member("theirs", theirs)}}`;
    }
  }
}

/** The last line up to its digest: what the digest covers besides the lines before. */
export function endPrefix(end: Omit<PlanEnd, "type" | "digest">): string {
  const { changes, unchanged, blocked } = end;
  return `{"type":"end","changes":${changes},"unchanged":${unchanged},"blocked":${blocked}`;
}

/** What follows `endPrefix`, without a newline. */
export function endSuffix(digest: string): string {
  return `,"digest":${JSON.stringify(digest)}}`;
}

function lineMember(line: number | undefined): string {
  return line === undefined ? "" : `,"line":${line}`;
}

function member(key: string, value: JsonValue | undefined): string {
  return value === undefined ? "" : `,"${key}":${printJson(value)}`;
}

/** Hashed and written at once, in characters. */
const PIECE = 64 * 1024;

/**
 * Streams the steps into a file (0600), with a digest over all of it. When anything fails, nothing is left.
 * @param unchanged asked once the steps are over
 * @param options.overwrite true: replaces a file that is there
 * @param options.shown the path in messages, when not `path`
 * @throws Failure `file_exists` of kind usage, `write_failed`; what the steps throw
 */
export async function writePlan(
  path: string,
  head: PlanHead,
  steps: AsyncIterable<Step>,
  unchanged: () => number,
  options: { readonly overwrite?: boolean; readonly shown?: string } = {},
): Promise<PlanEnd> {
  let end!: PlanEnd;
  await writeFileAtomic(path, text(), { ...options, overwrite: options.overwrite ?? false, what: "plan" });
  return end;

  async function* text(): AsyncGenerator<string> {
    const hash = createHash("sha256");
    const counts = { changes: 0, blocked: 0 };
    let lines = `${planLine(head)}\n`;
    for await (const step of steps) {
      counts[step.type === "change" ? "changes" : "blocked"] += 1;
      lines += `${planLine(step)}\n`;
      if (lines.length < PIECE) continue;
      hash.update(lines);
      yield lines;
      lines = "";
    }
    const { changes, blocked } = counts;
    const sums = { changes, unchanged: unchanged(), blocked };
    lines += endPrefix(sums);
    const digest = `sha256:${hash.update(lines).digest("hex")}`;
    end = { type: "end", ...sums, digest };
    yield `${lines}${endSuffix(digest)}\n`;
  }
}
