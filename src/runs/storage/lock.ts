/**
 * The lock of a run: one writer at a time. The lock is a file that names its owner; it is stale only when the owner's process
 * is proved to be gone. Where the system holds locks, it holds a second file: it then knows by itself, and the first only names.
 */
import { randomBytes } from "node:crypto";
import { basename, dirname } from "node:path";
import { Failure } from "../../failure.ts";
import { createFile } from "../../files/handles.ts";
import { hasSystemLocks, type Release, takeSystemLock, trySystemLock } from "../../files/lock/systemLock.ts";
import { link, readFile, rename, rm, rmdir } from "../../files/operations.ts";
import { isSystemError, systemReason } from "../../files/systemError.ts";
import { type Hint, shellOn } from "../../hint.ts";
import { type Clock, thisHost } from "../../host.ts";
import { type LockOwner, readHolder, writeHolder } from "./lockOwner.ts";
import { isGone, isProved, type Machine } from "./processIdentity.ts";
import { filesOf } from "./runDirectory.ts";

export type RunLock = {
  /** Gives the run free; further calls do nothing. Never throws: what stays names a process that is gone. */
  release(): Promise<void>;
};

export type DirectoryLock = RunLock & {
  /** Gives it free and removes the directory, where nothing else is in it. Never throws. */
  removeDirectory(): Promise<void>;
  /** True: the directory can be neither renamed nor removed before the lock is released (Windows: a file in it is open). */
  readonly pinsDirectory: boolean;
};

type LockMeans = {
  readonly machine: Machine;
  readonly clock: Clock;
  /** How the system is asked for a lock; undefined where it holds none. Default: as this platform does. */
  readonly system?: SystemLocks | undefined;
};

/** @returns undefined while another process holds it */
type SystemLocks = (path: string, options?: { readonly create?: boolean }) => Promise<Release | undefined>;

const HERE: SystemLocks | undefined = hasSystemLocks() ? trySystemLock : undefined;

/**
 * Takes the lock of the run in `dir`, also from a holder that is proved to be gone.
 * @throws Failure `run_locked` (exit 12) naming the holder, `lock_failed`
 */
export async function lockRun(dir: string, means: LockMeans): Promise<DirectoryLock> {
  const { machine, clock, system = HERE } = means;
  const { lock: path } = filesOf(dir);
  const created = new Date(clock.now()).toISOString();
  const ticket = { ...machine.self, created, nonce: randomBytes(8).toString("hex") };
  if (system !== undefined) return lockBySystem(dir, ticket, { clock, system });
  const own = `${path}.${ticket.nonce}.new`;
  try {
    await writeHolder(own, ticket);
    await take(path, { own, machine, run: basename(dir), guards: 0 });
  } catch (error) {
    throw error instanceof Failure ? error : lockFailed(path, error);
  } finally {
    await rm(own, { force: true }).catch(() => {});
  }
  const free = () => release(path, ticket.nonce).catch(() => {});
  return {
    release: free,
    removeDirectory: async () => {
      await free();
      await rmdir(dir).catch(() => {});
    },
    pinsDirectory: false,
  };
}

async function lockBySystem(
  dir: string,
  ticket: LockOwner,
  { clock, system }: { readonly clock: Clock; readonly system: SystemLocks },
): Promise<DirectoryLock> {
  const { lock: path, heldLock } = filesOf(dir);
  const pinsDirectory = thisHost().platform === "win32";
  const free = await takeSystemLock(heldLock, clock, system).catch((error: unknown) => {
    throw lockFailed(heldLock, error);
  });
  if (free === undefined) {
    const holder = await readHolder(path);
    throw locked(basename(dir), { owner: typeof holder === "string" ? undefined : holder, hint: WAIT });
  }
  // The lock is held by now; that no one can read who holds it is no reason to stop.
  await rm(path, { force: true }).catch(() => {});
  await writeHolder(path, ticket).catch(() => {});
  let isFree = false;
  const end = async () => {
    if (isFree) return;
    isFree = true;
    await release(path, ticket.nonce).catch(() => {});
    await free();
  };
  const removeHeld = () => rm(heldLock, { force: true }).catch(() => {});
  return {
    release: end,
    removeDirectory: async () => {
      // Elsewhere the next holder could have taken the file by then; Windows refuses to remove it while it is open.
      if (!pinsDirectory) await removeHeld();
      await end();
      if (pinsDirectory) await removeHeld();
      await rmdir(dir).catch(() => {});
    },
    pinsDirectory,
  };
}

/** Who holds the run in `dir`: no one, someone who is gone for sure, or someone who may be at work (`owner` when the file names them). */
export async function lockState(
  dir: string,
  machine: Machine,
  system: SystemLocks | undefined = HERE,
): Promise<{ readonly state: "free" | "stale" | "held"; readonly owner?: LockOwner | undefined }> {
  const { lock: path, heldLock } = filesOf(dir);
  const found = await readHolder(path);
  if (system !== undefined) {
    const owner = typeof found === "string" ? undefined : found;
    if (await isHeldBySystem(heldLock, system)) return { state: "held", owner };
    return { state: found === "missing" ? "free" : "stale", owner };
  }
  if (found === "missing") return { state: "free" };
  if (found === "unreadable") return { state: "held" };
  return { state: (await isGone(found, machine)) ? "stale" : "held", owner: found };
}

/** Not knowing is true. */
async function isHeldBySystem(heldLock: string, system: SystemLocks): Promise<boolean> {
  try {
    const free = await system(heldLock, { create: false });
    await free?.();
    return free === undefined;
  } catch (error) {
    return !isSystemError(error, "ENOENT");
  }
}

type Taking = {
  /** Our ticket, complete, under a name of its own. */
  readonly own: string;
  readonly machine: Machine;
  readonly run: string;
  readonly guards: number;
};

/** Each guard that a crash has left behind costs one level. */
const MAX_GUARDS = 8;
/** How often the holder may vanish between finding the lock taken and reading who has it. */
const ATTEMPTS = 20;

async function take(path: string, taking: Taking): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await place(taking.own, path)) return;
    const holder = await readHolder(path);
    if (holder === "missing") continue;
    if (holder === "unreadable") throw locked(taking.run, { hint: waitOrRemove(path) });
    const stale = taking.guards < MAX_GUARDS && (await isGone(holder, taking.machine));
    if (!stale) {
      const isRoutera = await isProved(holder, taking.machine);
      throw locked(taking.run, { owner: holder, hint: waitOrRemove(path, isRoutera) });
    }
    if (await takeOver(path, holder, taking)) return;
  }
  throw locked(taking.run, { hint: waitOrRemove(path) });
}

/**
 * Replaces a stale lock. Several may find it stale at once, and a slow one must not replace the lock of a quick one. So
 * there is a guard with the stale lock's own nonce in its name, a lock of the same kind: only its holder may replace this
 * one lock, after looking again.
 */
async function takeOver(path: string, stale: LockOwner, taking: Taking): Promise<boolean> {
  const guard = `${path}.${stale.nonce}`;
  await take(guard, { ...taking, guards: taking.guards + 1 });
  try {
    const now = await readHolder(path);
    if (typeof now === "string" || now.nonce !== stale.nonce) return false;
    const next = `${taking.own}.${taking.guards}`;
    await place(taking.own, next);
    await rename(next, path);
    return true;
  } finally {
    await rm(guard, { force: true });
  }
}

/** Gives a finished file a second name, unless that is taken: so no one ever sees a lock half written. */
async function place(file: string, name: string): Promise<boolean> {
  try {
    await link(file, name).catch(async (error: unknown) => {
      if (isSystemError(error, "EEXIST")) throw error;
      // No hard links here, which each file system says in its own way. A copy may be seen half written; who sees that takes the lock for held.
      return copyTo(name, await readFile(file, "utf8"));
    });
    return true;
  } catch (error) {
    if (isSystemError(error, "EEXIST")) return false;
    throw error;
  }
}

/** Node's own copy sets a mode, which such a file system may refuse. @throws the system's error, EEXIST for a taken name */
async function copyTo(name: string, text: string): Promise<void> {
  const copy = await createFile(name);
  try {
    await copy.writeFile(text);
  } finally {
    await copy.close();
  }
}

async function release(path: string, nonce: string): Promise<void> {
  const holder = await readHolder(path);
  if (typeof holder === "string" || holder.nonce !== nonce) return;
  await rm(path, { force: true });
}

function locked(
  run: string,
  { owner, hint }: { readonly owner?: LockOwner | undefined; readonly hint: Hint },
): Failure {
  const who = owner ? `process ${owner.pid} on ${owner.host} since ${owner.created}` : "an unknown process";
  return new Failure("local_io", `run ${run} is in use by ${who}`, {
    code: "run_locked",
    retryable: true,
    hint,
  });
}

/** The system gives the lock free when its process ends. */
const WAIT = "wait for it, then run the command again";

/** Only a process that is proved to be one of this program may be named as one to stop. */
function waitOrRemove(path: string, isRoutera = false): Hint {
  const say = `wait for it${isRoutera ? ", or stop it" : ""}; only if it has ended`;
  return { say, shell: shellOn(path, "rm") };
}

function lockFailed(path: string, error: unknown): Failure {
  return new Failure("local_io", `cannot take the lock ${path}: ${systemReason(error)}`, {
    code: "lock_failed",
    hint: { say: "make the directory writable for you", shell: shellOn(dirname(path), "ls", "-ld") },
  });
}
