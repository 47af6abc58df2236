/** Replacing a file that several processes share. Loaded at the first write only. */
import { writeFile } from "node:fs/promises";
import { lock } from "proper-lockfile";
import writeFileAtomic from "write-file-atomic";
import { Failure } from "../failure.ts";
import type { Host } from "../host.ts";

const STALE_AFTER = 10_000;
/** Together some 25 s: longer than it takes for a lock to go stale whose holder was killed. */
const ATTEMPTS = 600;
const LONGEST_WAIT = 50;

/** What it takes to wait for a lock. */
export type Waiting = Pick<Host, "clock" | "random">;

/**
 * Runs `work` while this process alone holds the lock of `path` (`<path>.lock`).
 * @param work gets a function that throws when the lock was lost meanwhile; to be called right before a write
 * @throws Failure `sandbox_locked` when others hold the lock for too long, `sandbox_lock_lost`; and what `work` throws
 */
export async function withLock<T>(
  path: string,
  host: Waiting,
  work: (assertHeld: () => void) => Promise<T>,
): Promise<T> {
  let lost = false;
  const release = await acquire(path, host, () => {
    lost = true;
  });
  try {
    return await work(() => {
      if (lost) throw lockFailure("sandbox_lock_lost", path, "was taken over while this call slept");
    });
  } finally {
    // Fails only when the lock is no longer ours, and then there is nothing to give back.
    await release().catch(() => {});
  }
}

/** Puts `text` in the place of the file at once, readable by its owner only. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFileAtomic(path, "", {
    mode: 0o600,
    // Deals to play with need not survive a power cut; a file that was left empty is seeded again.
    fsync: false,
    // The library takes a short write for a whole one, and would put a cut file in place when the disk fills up.
    tmpfileCreated: (temporary) => writeFile(temporary, text),
  });
}

/** The library's own retrying would also wait for what no waiting helps: a folder that cannot be written to, a full disk. */
async function acquire(
  path: string,
  { clock, random }: Waiting,
  onCompromised: () => void,
): Promise<() => Promise<void>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await lock(path, { realpath: false, stale: STALE_AFTER, onCompromised });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
      if (attempt === ATTEMPTS) throw lockFailure("sandbox_locked", path, "is held by another call");
    }
    // Unevenly, so that two that wait do not meet again and again.
    await clock.wait(Math.min(attempt * 2, LONGEST_WAIT) * (0.5 + random()));
  }
}

function lockFailure(code: string, path: string, what: string): Failure {
  return new Failure("local_io", `the lock ${path}.lock ${what}`, {
    code,
    retryable: true,
    hint: `run again; if no other call is running: rmdir ${path}.lock`,
  });
}
