/** A folder that only this user can look into, made with all that is missing above it. */
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Level by level, 0700 each; what is there already stays as it is. Node 20's own recursive mkdir never comes back where the
 * system says that a folder is missing which is there (below /proc, for one).
 * @throws the system's error
 */
export async function makeFolder(path: string): Promise<void> {
  const failed = await makeOne(path);
  if (failed === undefined) return;
  const above = dirname(path);
  if (failed.code !== "ENOENT" || above === path) throw failed;
  await makeFolder(above);
  const stillFailed = await makeOne(path);
  if (stillFailed !== undefined) throw stillFailed;
}

/** @returns why there is no such folder; undefined where there is one */
async function makeOne(path: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(path, { mode: 0o700 });
    return undefined;
  } catch (error) {
    // EEXIST of a file, or of a link to nothing; EPERM or EROFS of a folder that is there.
    const isThere = await stat(path).then(
      (facts) => facts.isDirectory(),
      () => false,
    );
    return isThere ? undefined : (error as NodeJS.ErrnoException);
  }
}
