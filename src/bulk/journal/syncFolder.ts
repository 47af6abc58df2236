/** Makes the names in a folder durable: a synced file whose name is lost is lost. */
import { open } from "node:fs/promises";
import { isSystemError } from "./journalFailure.ts";

/** @throws the system's error, unless it means that folders cannot be synced here (Windows, some network drives). */
export async function syncFolder(dir: string): Promise<void> {
  try {
    const handle = await open(dir, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!["EISDIR", "EPERM", "EINVAL", "ENOTSUP"].some((code) => isSystemError(error, code))) throw error;
  }
}
