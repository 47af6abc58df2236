/**
 * The lock of a file that several processes change, beside it: `<path>.lock`. Loaded at the first write only. On Linux it is a
 * directory that its holder touches every few seconds, and the only place of proper-lockfile; elsewhere the system holds it.
 */
import type { Failure } from "../../failure.ts";
import { type Hint, shellOn } from "../../hint.ts";
import { type Clock, type Host, systemClock, thisHost } from "../../host.ts";
import { hasSystemLocks, trySystemLock } from "./systemLock.ts";

/** A lock that is not touched for so long belongs to a process that was killed, in milliseconds. */
const STALE_MS = 10_000;

export type FileLock = {
  /** True once another process took it over, because this one slept. To be checked right before a write. */
  isLost(): boolean;
  /** Never throws; a lost lock is another process's by now. */
  release(): Promise<void>;
};

/** @returns undefined while another process holds it @throws the system's error where there can be no lock */
export async function tryLock(path: string): Promise<FileLock | undefined> {
  if (hasSystemLocks()) {
    const release = await trySystemLock(`${path}.lock`);
    return release && { isLost: () => false, release };
  }
  const { lock } = await import("proper-lockfile");
  let isLost = false;
  const onCompromised = () => {
    isLost = true;
  };
  try {
    // The file itself need not exist. The library's own retries would also wait for what no waiting helps.
    const release = await lock(path, { realpath: false, stale: STALE_MS, onCompromised });
    return { isLost: () => isLost, release: () => (isLost ? Promise.resolve() : release().catch(() => {})) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ELOCKED") return undefined;
    throw error;
  }
}

/** What it takes to wait for a lock. */
export type Waiting = Pick<Host, "random"> & { readonly clock: Pick<Clock, "wait"> };

const MAX_PAUSE_MS = 50;
const HERE: Waiting = { clock: systemClock, random: thisHost().random };

/**
 * Runs `work` while this process alone holds the lock of `path`.
 * @param options.patienceMs how long to wait for it; above STALE_MS it also outlasts a holder that was killed
 * @param options.failure what is thrown where others hold it for too long, and where it was lost
 * @param work gets a function that throws when the lock was lost; to be called right before a write
 * @throws the failure; the system's error where there can be no lock; what `work` throws
 */
export async function withFileLock<T>(
  path: string,
  options: {
    readonly patienceMs: number;
    readonly waiting?: Waiting;
    readonly failure: (why: "held" | "lost") => Failure;
  },
  work: (assertHeld: () => void) => Promise<T>,
): Promise<T> {
  const { failure, patienceMs, waiting: { clock, random } = HERE } = options;
  let lock = await tryLock(path);
  for (let waited = 0, attempt = 1; lock === undefined; attempt++) {
    if (waited >= patienceMs) throw failure("held");
    // Unevenly, so that two that wait do not meet again and again.
    const pause = Math.min(attempt * 2, MAX_PAUSE_MS) * (0.5 + random());
    await clock.wait(pause);
    waited += pause;
    lock = await tryLock(path);
  }
  const held = lock;
  try {
    return await work(() => {
      if (held.isLost()) throw failure("lost");
    });
  } finally {
    await held.release();
  }
}

/** How to continue where a lock stays: a directory may be left by a killed process, a lock of the system never is. */
export function lockHint(path: string): Hint {
  if (hasSystemLocks()) return "wait for the other command, then run the command again";
  return {
    say: "run the command again; if no other command is running",
    shell: shellOn(`${path}.lock`, "rmdir"),
  };
}
