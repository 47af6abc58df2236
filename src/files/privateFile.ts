/** Private files and directories: only their user can read them. */
import { dirname } from "node:path";
import { Failure } from "../failure.ts";
import { type Hint, shellOn } from "../hint.ts";
import { thisHost } from "../host.ts";
import { replaceFile } from "./atomicWrite.ts";
import { type DirectoryEnvironment, stateDirectory } from "./directories.ts";
import { hasNoModes } from "./handles.ts";
import { chmod, lstat, mkdir, realpath, stat } from "./operations.ts";
import { type CurrentUser, hasOwners, isOwnedByOther } from "./permissions.ts";
import { lookAtHint, systemReason } from "./systemError.ts";

/**
 * Replaces a file as a whole: after a crash it is the old one or the new one. The file ends 0600 whatever it was and
 * whatever the umask says, and so does its directory 0700.
 * @param use what its directory is for
 * @throws Failure `unsafe_place` for a link, or a directory that others may write to; `write_failed`
 */
export async function writePrivateFile(
  path: string,
  text: string,
  self: CurrentUser,
  use: DirectoryUse = "secrets",
): Promise<void> {
  await preparePrivateDirectory(dirname(path), self, use);
  await refuseLink(path, self);
  await replaceFile(path, text).catch((error: unknown) => {
    throw error instanceof Failure ? error : writeFailed(path, error);
  });
}

/**
 * What a directory is for. `named`: the user named a file in it; it may hold other things, so its mode is not ours to change.
 * `state`: what is in it is closed by itself, so that it may be a link of the user's to a directory that others can look into.
 */
export type DirectoryUse = "secrets" | "named" | "state";

/**
 * Makes the directory where it is missing, checks that no one else may write to it, and closes it to others.
 * @throws Failure `unsafe_place`, `write_failed`
 */
export async function preparePrivateDirectory(
  directory: string,
  self: CurrentUser,
  use: DirectoryUse = "secrets",
): Promise<void> {
  try {
    await makeDirectory(directory);
    if (!hasOwners(self)) return;
    const [itself, facts] = await Promise.all([lstat(directory), stat(directory)]);
    if (itself.isSymbolicLink() && isOwnedByOther(itself, self.uid))
      throw unsafe(`the symbolic link ${directory} belongs to another user`);
    if (isOwnedByOther(facts, self.uid)) throw unsafe(`the directory ${directory} belongs to another user`);
    // A directory of root's is trusted, but only root can change its mode.
    const chmodOf = (path: string): Hint | undefined =>
      facts.uid === self.uid ? { shell: shellOn(path, "chmod", "700") } : undefined;
    if ((facts.mode & 0o022) !== 0) {
      const hint =
        use === "named" ? "use a file in a directory that only you can write to" : chmodOf(directory);
      throw unsafe(`other users can write to the directory ${directory}`, hint);
    }
    if (use === "named" || (facts.mode & 0o077) === 0) return;
    if (itself.isSymbolicLink()) {
      if (use === "state") return;
      const target = await realpath(directory);
      throw unsafe(
        `the directory ${directory} is a symbolic link to ${target}, which other users can read`,
        chmodOf(target),
      );
    }
    if (facts.uid === self.uid) await closeDirectory(directory, use);
  } catch (error) {
    throw error instanceof Failure ? error : directoryFailed(directory, error);
  }
}

/** A file system without modes keeps nothing from others: what must stay secret is not written there. */
async function closeDirectory(directory: string, use: DirectoryUse): Promise<void> {
  try {
    await chmod(directory, 0o700);
  } catch (error) {
    if (!hasNoModes(error)) throw error;
    if (use === "state") return;
    const hint = "use a directory on a disk with file modes, such as that of your home directory";
    throw unsafe(
      `other users can read the directory ${directory}, and its file system has no file modes`,
      hint,
    );
  }
}

/**
 * Makes a directory 0700 where its file system has modes.
 * @throws the system's error, also where it belongs to another user
 */
export async function makeOwnerOnly(directory: string, uid = thisHost().uid): Promise<void> {
  try {
    await chmod(directory, 0o700);
  } catch (error) {
    if (!hasNoModes(error) || (await stat(directory)).uid !== uid) throw error;
  }
}

/** What `preparePrivateDirectory` refuses, of a directory that may not be there. @throws Failure `unsafe_place` */
export async function checkPrivateDirectory(directory: string, self: CurrentUser): Promise<void> {
  if (!hasOwners(self)) return;
  try {
    const [itself, facts] = await Promise.all([lstat(directory), stat(directory)]);
    if (isOwnedByOther(itself, self.uid) || isOwnedByOther(facts, self.uid))
      throw unsafe(`the directory ${directory} belongs to another user`);
    if ((facts.mode & 0o022) !== 0)
      throw unsafe(`other users can write to the directory ${directory}`, {
        shell: shellOn(directory, "chmod", "700"),
      });
  } catch (error) {
    // Of what is not there, or cannot be checked, nothing is read.
    if (error instanceof Failure) throw error;
  }
}

/** A link could lead to any file; its target could be anyone's. A file of another user is not taken over either. */
export async function refuseLink(path: string, self: CurrentUser): Promise<void> {
  const facts = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw writeFailed(path, error);
  });
  if (!facts) return;
  if (facts.isSymbolicLink())
    throw unsafe(`${path} is a symbolic link and is not overwritten`, "edit the target of the link");
  if (!facts.isFile()) throw unsafe(`${path} is not a regular file`);
  if (hasOwners(self) && isOwnedByOther(facts, self.uid)) throw unsafe(`${path} belongs to another user`);
}

/** Rethrows a failure about a directory with the variable that moves it in the hint, unless a `chmod` is enough. */
export function withVariableHint(variable: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof Failure)) throw error;
    const { code, hint } = error;
    // A command that fixes it is the better advice.
    if (code === "unsafe_place" && hint !== undefined) throw error;
    const move = `set ${variable} to a directory that you own`;
    throw error.with({ hint: hint === undefined ? move : [move, ...(Array.isArray(hint) ? hint : [hint])] });
  };
}

function unsafe(message: string, hint?: Hint): Failure {
  return new Failure("local_io", message, { code: "unsafe_place", hint });
}

function directoryFailed(directory: string, error: unknown): Failure {
  const { code } = error as NodeJS.ErrnoException;
  const reason =
    code === "ENOENT" ? "the system does not create directories there (ENOENT)" : systemReason(error);
  return new Failure("local_io", `cannot create the directory ${directory}: ${reason}`, {
    code: "write_failed",
    hint: lookAtHint("make it writable for you", dirname(directory), "-ld"),
  });
}

/** The failure for a file that the system did not let us write. */
export function writeFailed(path: string, error: unknown): Failure {
  return new Failure("local_io", `cannot write ${path}: ${systemReason(error)}`, {
    code: "write_failed",
    hint: lookAtHint("check the directory and the free disk space", dirname(path), "-ld"),
  });
}

/**
 * Level by level, 0700 each; what exists is not changed. Node 20's own recursive mkdir never comes back where the
 * system says that a directory is missing which is there (below /proc, for one).
 * @throws the system's error
 */
export async function makeDirectory(path: string): Promise<void> {
  const failed = await makeOne(path);
  if (failed === undefined) return;
  const above = dirname(path);
  if (failed.code !== "ENOENT" || above === path) throw failed;
  await makeDirectory(above);
  const stillFailed = await makeOne(path);
  if (stillFailed !== undefined) throw stillFailed;
}

/** @returns why there is no such directory; undefined where there is one */
async function makeOne(path: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(path, { mode: 0o700 });
    return undefined;
  } catch (error) {
    // EEXIST of a file, or of a link to nothing; EPERM or EROFS of a directory that is there.
    const isThere = await stat(path).then(
      (facts) => facts.isDirectory(),
      () => false,
    );
    return isThere ? undefined : (error as NodeJS.ErrnoException);
  }
}

/**
 * The same for reading: it is not made. What is in a directory that others can write to is not believed.
 * @throws Failure `no_home`, `unsafe_place`
 */
export async function checkedStateDirectory(host: DirectoryEnvironment & CurrentUser): Promise<string> {
  const directory = stateDirectory(host);
  await checkPrivateDirectory(directory, host).catch(withVariableHint("XDG_STATE_HOME"));
  return directory;
}

/** Makes it where it is missing. @throws Failure `no_home`, `unsafe_place`, `write_failed` */
export async function privateStateDirectory(host: DirectoryEnvironment & CurrentUser): Promise<string> {
  const directory = stateDirectory(host);
  await preparePrivateDirectory(directory, host, "state").catch(withVariableHint("XDG_STATE_HOME"));
  return directory;
}
