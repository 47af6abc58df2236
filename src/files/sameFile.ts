/** Whether two paths name one file, through links and other spellings. */
import { realpath, stat } from "node:fs/promises";

/** False where one of them does not exist, unless both are the same path. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const real = (path: string) => realpath(path).catch(() => path);
  if ((await real(one)) === (await real(other))) return true;
  const [a, b] = await Promise.all([stat(one), stat(other)].map((stats) => stats.catch(() => undefined)));
  return a !== undefined && b !== undefined && a.ino !== 0 && a.ino === b.ino && a.dev === b.dev;
}
