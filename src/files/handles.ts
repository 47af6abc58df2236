/** Opens plain files to read, to make or to extend them, never waiting for another process; and makes their names durable. */
import { dirname } from "node:path";
import { constants, type FileHandle, open, unlink } from "./operations.ts";
import { isSystemError } from "./systemError.ts";

// Windows has neither; a pipe that no one writes to would hang without O_NONBLOCK.
const { O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** Opens a file to read it. @param options.follow true: a link is followed. Default: it is refused. @throws the system's error */
export function openToRead(path: string, options: { readonly follow?: boolean } = {}): Promise<FileHandle> {
  return open(path, O_RDONLY | O_NONBLOCK | (options.follow ? 0 : O_NOFOLLOW));
}

/** Makes a file that does not exist yet, 0600 less the umask. @throws the system's error */
export function createFile(path: string): Promise<FileHandle> {
  return open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
}

/** The same, 0600 whatever the umask. @throws the system's error */
export async function createPrivateFile(path: string): Promise<FileHandle> {
  const handle = await createFile(path);
  try {
    await handle.chmod(0o600);
    return handle;
  } catch (error) {
    // The file is as private as its file system makes it.
    if (hasNoModes(error)) return handle;
    await handle.close();
    throw error;
  }
}

/** True for what FAT, exFAT and some network drives answer where the mode of a file of ours is to change. */
export function hasNoModes(error: unknown): boolean {
  return ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].some((code) => isSystemError(error, code));
}

/**
 * Opens a file to write it piece by piece at known positions. `create` makes it, private, and its name as durable as its bytes
 * will be; `extend` opens one that exists, never through a link.
 * @throws the system's error
 */
export async function openToExtend(path: string, mode: "create" | "extend"): Promise<FileHandle> {
  if (mode === "extend") return open(path, O_RDWR | O_NOFOLLOW);
  const handle = await createPrivateFile(path);
  try {
    await syncDirectory(dirname(path));
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Makes a private file that has no name any more once it is open: not even a kill leaves it behind. Where an open file keeps its
 * name (Windows, some network drives), it goes when it is closed.
 * @returns the file, and how to give it up, which never throws
 * @throws the system's error
 */
export async function createNamelessFile(
  path: string,
): Promise<{ readonly file: FileHandle; readonly close: () => Promise<void> }> {
  const file = await createFile(path);
  const isGone = await unlink(path).then(
    () => true,
    () => false,
  );
  return {
    file,
    close: async () => {
      await file.close().catch(() => {});
      if (!isGone) await unlink(path).catch(() => {});
    },
  };
}

/**
 * Makes the names in a directory durable.
 * @throws the system's error, unless directories cannot be synced here (Windows, some network drives)
 */
export async function syncDirectory(dir: string): Promise<void> {
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
