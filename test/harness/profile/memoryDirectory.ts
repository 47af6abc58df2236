/**
 * A temporary directory in memory, where Linux has one: tests make thousands of files, and would wait for the disk at each that
 * is made durable. `TMPDIR=/tmp npm test` keeps them on the disk, as one lane of `.ci/run` does.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const MEMORY = "/dev/shm";
const NAME = "routera-tests-";
/** A run takes less than a tenth of it. Containers often have far less. */
const ENOUGH_BYTES = 1024 ** 3;
const DAY_MS = 86_400_000;

/** @returns a new directory; undefined where the system has none in memory that is large enough and may run programs */
export function makeMemoryDirectory(): string | undefined {
  if (process.platform !== "linux") return undefined;
  let directory: string | undefined;
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize < ENOUGH_BYTES) return undefined;
    removeLeftovers();
    directory = mkdtempSync(join(MEMORY, NAME));
    // Like the usual one: in some tests the program is another user.
    chmodSync(directory, 0o1777);
    if (mayRunPrograms(directory)) return directory;
  } catch {
    // As on other systems.
  }
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  return undefined;
}

/** What runs that were killed have left takes memory until the machine restarts. */
function removeLeftovers(): void {
  for (const name of readdirSync(MEMORY)) {
    if (!name.startsWith(NAME)) continue;
    const path = join(MEMORY, name);
    try {
      if (Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { recursive: true });
    } catch {
      // Another run has removed it, or it belongs to another user.
    }
  }
}

/** Containers often mount it so that nothing in it can be executed. */
function mayRunPrograms(directory: string): boolean {
  const script = join(directory, "probe");
  writeFileSync(script, "#!/bin/sh\nexit 0\n", { mode: 0o700 });
  try {
    return spawnSync(script).status === 0;
  } finally {
    rmSync(script);
  }
}
