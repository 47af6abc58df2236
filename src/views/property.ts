/** Properties of a deal in words for people. */
import { isLosslessNumber, type JsonValue, printJson } from "../json.ts";
import type { Style } from "../terminal/style.ts";
import type { Cell } from "../terminal/table.ts";

const LABELS: ReadonlyMap<string, string> = new Map([
  ["id", "Id"],
  ["deal_name", "Name"],
  ["pipeline", "Pipeline"],
  ["deal_stage", "Stage"],
  ["deal_owner", "Owner"],
  ["external_id", "External id"],
  ["created_at", "Created"],
  ["updated_at", "Updated"],
  ["archived", "Archived"],
  ["archived_by", "Archived by"],
]);

const TIMES: ReadonlySet<string> = new Set(["created_at", "updated_at", "archived"]);

/** `deal_stage` → `Stage`; a custom property keeps its name. */
export function propertyLabel(name: string): string {
  return LABELS.get(name) ?? name;
}

/**
 * A value as people read it: null a dim dash, an empty text said so, lists with commas, objects as JSON, Routera's own
 * times as `2026-05-28 12:00:00 UTC`. A missing value is empty. Not yet safe for a terminal: layouts see to that.
 */
export function propertyCell(name: string, value: JsonValue | undefined, style: Style): Cell {
  if (value === undefined) return "";
  if (value === null) return { text: "-", paint: style.dim };
  if (value === "") return { text: "(empty)", paint: style.dim };
  if (name === "archived" && value === false) return "no";
  if (name === "archived" && value === true) return "yes";
  if (TIMES.has(name) && typeof value === "string") return readableTime(value);
  return plainText(value);
}

function plainText(value: JsonValue): string {
  if (typeof value === "string") return value;
  if (isLosslessNumber(value)) return value.value;
  const list = Array.isArray(value) && value.length > 0 && value.every(isScalar);
  return list ? value.map(plainText).join(", ") : printJson(value);
}

function isScalar(value: JsonValue): boolean {
  return value !== null && (typeof value !== "object" || isLosslessNumber(value));
}

function readableTime(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:00)$/.exec(iso);
  return match ? `${match[1]} ${match[2]} UTC` : iso;
}
