/** Lines of a plan file: one spelling for each value, so that equal plans are equal bytes. */
import { type JsonObject, jsonNumber, printJson } from "../../json.ts";
import type { PlanEnd, PlanHead, Step } from "./step.ts";

/** The canonical JSON text of a step or of the head, without a newline. Keys stand in the order of their types. */
export function planLine(part: PlanHead | Step): string {
  return printJson(partObject(part));
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

/** A step or the head as a JSON object, as it stands in the file. */
export function partObject(part: PlanHead | Step): JsonObject {
  switch (part.type) {
    case "plan": {
      const { type, version, kind, origin, read, undo_of } = part;
      return present({ type, version: jsonNumber(version), kind, origin, read, undo_of });
    }
    case "change": {
      const { type, row, line, id, name, before, updated_at, set, lost } = part;
      return present({
        type,
        row: jsonNumber(row),
        line: number(line),
        id,
        name,
        before,
        updated_at,
        set,
        lost,
      });
    }
    case "impossible": {
      const { type, line, id, name, field, code, message } = part;
      return present({ type, line: number(line), id, name, field, code, message });
    }
  }
}

function number(value: number | undefined) {
  return value === undefined ? undefined : jsonNumber(value);
}

function present(object: Readonly<Record<string, JsonObject[string] | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as JsonObject;
}
