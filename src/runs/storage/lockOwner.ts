/** The file that names who holds a run. */
import * as v from "valibot";
import { createPrivateFile } from "../../files/handles.ts";
import { readFile } from "../../files/operations.ts";
import { isSystemError } from "../../files/systemError.ts";
import type { ProcessIdentity } from "./processIdentity.ts";

/** `created` is a time in ISO 8601; `nonce` is of this one taking of the lock, 16 hex digits. */
export type LockOwner = ProcessIdentity & { readonly created: string; readonly nonce: string };

/** Writes a new file, 0600. @throws the system's error */
export async function writeHolder(file: string, owner: LockOwner): Promise<void> {
  const handle = await createPrivateFile(file);
  try {
    await handle.writeFile(`${JSON.stringify(owner)}\n`);
  } finally {
    await handle.close();
  }
}

/** @returns `missing` without a file, `unreadable` for one that names no holder */
export async function readHolder(path: string): Promise<LockOwner | "missing" | "unreadable"> {
  try {
    return v.parse(holderSchema, JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    return isSystemError(error, "ENOENT") ? "missing" : "unreadable";
  }
}

const known = v.exactOptional(v.string());
const holderSchema = v.object({
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  host: v.string(),
  machine: known,
  boot: known,
  namespace: known,
  start: known,
  created: v.string(),
  // It becomes part of a file name.
  nonce: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
});
