/** Lines of a plan file: one spelling for each value, so that equal plans are equal bytes. */
import { type JsonValue, printJson } from "../../json.ts";
import type { PlanEnd, PlanHead, Step } from "./step.ts";

/** The canonical JSON text of a step or of the head, without a newline. Keys stand in the order of their types. */
export function planLine(part: PlanHead | Step): string {
  switch (part.type) {
    case "plan": {
      const { version, kind, origin, read, undo_of } = part;
      return `{"type":"plan","version":${version},"kind":"${kind}"${member("origin", origin)},"read":${read}${member("undo_of", undo_of)}}`;
    }
    case "change": {
      const { row, line, id, name, before, updated_at, set, lost } = part;
      return `{"type":"change","row":${row}${lineMember(line)}${member("id", id)}${member("name", name)}${member("before", before)}${member("updated_at", updated_at)}${member("set", set)}${member("lost", lost)}}`;
    }
    case "impossible": {
      const { line, id, name, field, code, message, set } = part;
      return `{"type":"impossible"${lineMember(line)}${member("id", id)}${member("name", name)}${member("field", field)}${member("code", code)}${member("message", message)}${member("set", set)}}`;
    }
  }
}

/** The last line up to its digest: what the digest covers besides the lines before. */
export function endPrefix(end: Omit<PlanEnd, "type" | "digest">): string {
  const { changes, unchanged, impossible } = end;
  return `{"type":"end","changes":${changes},"unchanged":${unchanged},"impossible":${impossible}`;
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
