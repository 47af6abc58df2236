/** The memory of one address, as a file in `<state>/seen` (0700, the file 0600). */
import { join } from "node:path";
import { type Place, stateFolder } from "../profile/paths.ts";
import { readSafely } from "../profile/safeFile.ts";
import type { Self } from "../profile/trust.ts";
import { isMemorableName, isMemorableValue } from "./memorable.ts";
import { type Memory, MOST_FIELDS } from "./memory.ts";

/** A version of another program is forgotten, not misread. */
const VERSION = 1;

/** Characters of a file; what would grow beyond it is not learnt. */
const LARGEST = 64 * 1024;

/** @param origin the address, or a word for the embedded sandbox: names of one are not offered for another */
export function memoryPath(place: Place, origin: string): string {
  // Two origins that come out alike only take turns: the file says whose it is.
  return join(stateFolder(place), "seen", `${origin.replace(/[^\w.-]+/g, "_")}.json`);
}

/** Empty where there is none, or none that can be read. Never throws. */
export async function readMemory(path: string, origin: string): Promise<Memory> {
  try {
    const found = await readSafely(path, path);
    if (!found || found.text.length > LARGEST) return new Map();
    return check(JSON.parse(found.text), origin);
  } catch {
    return new Map();
  }
}

/** Replaces the file as a whole. @throws anything */
export async function writeMemory(path: string, origin: string, memory: Memory, self: Self): Promise<void> {
  const text = `${JSON.stringify({ version: VERSION, origin, fields: Object.fromEntries(memory) })}\n`;
  if (text.length > LARGEST) return;
  const { writePrivateFile } = await import("../profile/privateFile.ts");
  await writePrivateFile(path, text, self);
}

/** What somebody else may have put there is held to the same rules as what was learnt. */
function check(data: unknown, origin: string): Memory {
  const memory = new Map<string, readonly string[] | null>();
  if (!isRecord(data) || data.version !== VERSION || data.origin !== origin || !isRecord(data.fields))
    return memory;
  for (const [name, values] of Object.entries(data.fields).slice(0, MOST_FIELDS)) {
    if (!isMemorableName(name)) continue;
    if (values === null) memory.set(name, null);
    else if (Array.isArray(values)) {
      memory.set(
        name,
        values.filter((value): value is string => typeof value === "string" && isMemorableValue(value, name)),
      );
    }
  }
  return memory;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
