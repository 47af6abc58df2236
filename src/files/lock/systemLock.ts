/**
 * Locks that the system holds for a process: an open file that no one else can open. They end with the process, however it ends,
 * so that a lock never outlives its holder. Only Windows and macOS give them to Node.
 */
import { open as openOnce } from "node:fs/promises";
import { type Clock, thisHost } from "../../host.ts";
import { constants } from "../operations.ts";
import { isSystemError } from "../systemError.ts";

/** Node has no names for them: UV_FS_O_EXLOCK of libuv opens a file for this process alone; O_EXLOCK and O_NONBLOCK of macOS. */
const EXCLUSIVE: Partial<Record<NodeJS.Platform, number>> = { win32: 0x1000_0000, darwin: 0x20 | 0x4 };

/** True where the system holds locks. */
export function hasSystemLocks(platform: NodeJS.Platform = thisHost().platform): boolean {
  return EXCLUSIVE[platform] !== undefined;
}

/** Ends a lock. Never throws. */
export type Release = () => Promise<void>;

/**
 * Opens the file for this process alone. It stays when the lock ends: whoever removed it could remove that of the next holder.
 * @param options.create false: only a file that exists. Default: it is made, 0600
 * @returns undefined while another handle is open
 * @throws the system's error
 */
export async function trySystemLock(
  path: string,
  options: { readonly create?: boolean; readonly platform?: NodeJS.Platform; readonly open?: OpenFile } = {},
): Promise<Release | undefined> {
  const { create = true, open = openOnce, platform = thisHost().platform } = options;
  const exclusive = EXCLUSIVE[platform];
  if (exclusive === undefined) throw new Error(`${platform} does not support locks`);
  try {
    const handle = await open(path, constants.O_RDWR | (create ? constants.O_CREAT : 0) | exclusive, 0o600);
    return () => handle.close().catch(() => {});
  } catch (error) {
    if (["EBUSY", "EAGAIN", "EWOULDBLOCK"].some((code) => isSystemError(error, code))) return undefined;
    throw error;
  }
}

type OpenFile = (path: string, flags: number, mode: number) => Promise<{ close(): Promise<void> }>;

/** How long another handle may be that of a scanner, in milliseconds: no scanner keeps a file open for longer. */
const SCANNER_MS = 1_000;
const PAUSE_MS = 50;

/** The same, distinguished from a program that only looks at the file for a moment. */
export async function takeSystemLock(
  path: string,
  clock: Pick<Clock, "wait">,
  attempt: (path: string) => Promise<Release | undefined> = trySystemLock,
): Promise<Release | undefined> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    const release = await attempt(path);
    if (release !== undefined || waited >= SCANNER_MS) return release;
    await clock.wait(PAUSE_MS);
  }
}
