/** Who else could have written a configuration file. Windows keeps no such facts in a file's mode; nothing is checked there. */
import { dirname, win32 } from "node:path";
import { type Failure, usage } from "../failure.ts";
import { type Hint, option, placeholder, say, shellOn } from "../hint.ts";
import { accountDirectory, type DirectoryEnvironment } from "./directories.ts";
import { lstat, realpath, type Stats, stat } from "./operations.ts";

/** Who runs this program. */
export type CurrentUser = {
  readonly uid: number | undefined;
  /** Ids of the groups that the user is in. */
  readonly groups?: readonly number[] | undefined;
  readonly platform: NodeJS.Platform;
};

/** True where owners and modes mean something. */
export function hasOwners(self: CurrentUser): self is CurrentUser & { readonly uid: number } {
  return self.platform !== "win32" && self.uid !== undefined;
}

/** True when the file belongs to neither this user nor root. */
export function isOwnedByOther(facts: Stats, uid: number): boolean {
  return facts.uid !== uid && facts.uid !== 0;
}

/**
 * True for a file of root's that only a group of ours may read besides: how Kubernetes (`fsGroup`) and Docker hand over secrets to
 * a process that is not root.
 */
export function isGroupOwnedByRoot(facts: Stats, { uid, groups = [] }: CurrentUser): boolean {
  return uid !== 0 && facts.uid === 0 && groups.includes(facts.gid) && (facts.mode & 0o037) === 0;
}

/** True when everyone on this machine may write to it. */
export function isWorldWritable(facts: Stats): boolean {
  return (facts.mode & 0o002) !== 0;
}

/**
 * Checks a project config: it, its directory, and the directory that a link leads to belong to this user or root, and not
 * everyone may write there. A group that may write is the owner's choice. In /tmp anyone could have put it there.
 * @throws Failure `config_untrusted`
 */
export async function checkProjectTrust(
  path: string,
  shown: string,
  facts: Stats,
  self: CurrentUser,
): Promise<void> {
  if (!hasOwners(self)) return;
  checkOne(facts, shown, shown, self.uid);
  const directories = new Set([dirname(path), dirname(await realpath(path))]);
  checkOne(await lstat(path), shown, shown, self.uid, "link");
  for (const directory of directories) checkOne(await stat(directory), directory, shown, self.uid);
}

/**
 * Checks the user's own file. One that the user named is taken whoever owns it; in a directory open to all it is taken only
 * where the sticky bit keeps others from replacing it.
 * @throws Failure `config_untrusted`
 */
export async function checkUserTrust(
  path: string,
  shown: string,
  facts: Stats,
  self: CurrentUser,
  named: boolean,
): Promise<void> {
  if (!hasOwners(self)) return;
  if (named) {
    if (isWorldWritable(facts)) throw openToAll(shown, shown);
  } else checkOne(facts, shown, shown, self.uid);
  const directory = dirname(await realpath(path));
  const around = await stat(directory);
  if (isWorldWritable(around) && (around.mode & 0o1000) === 0) throw openToAll(directory, shown);
}

/**
 * Checks a file that a configuration of the user's names, and whose content decides where a token goes.
 * @param what it is, to begin a sentence
 * @throws Failure `file_untrusted`
 */
export async function checkNamedFile(path: string, what: string, self: CurrentUser): Promise<void> {
  if (!hasOwners(self)) return;
  // What is not there is another user's to show.
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) return;
  const around = await stat(dirname(await realpath(path)));
  const shown = JSON.stringify(path);
  if (isOwnedByOther(facts, self.uid))
    throw untrusted(`${what} ${shown} belongs to another user`, {
      say: "copy the file",
      shell: [...shellOn(path, "cp"), placeholder("FILE")],
    });
  if ((facts.mode & 0o022) !== 0)
    throw untrusted(`other users can write to ${what} ${shown}`, { shell: shellOn(path, "chmod", "go-w") });
  if (isOwnedByOther(around, self.uid) || (isWorldWritable(around) && (around.mode & 0o1000) === 0))
    throw untrusted(
      `other users can replace ${what} ${shown}`,
      "move it to a directory that only you can write to",
    );
}

function untrusted(message: string, hint: Hint): Failure {
  return usage("file_untrusted", message, hint);
}

function checkOne(
  facts: Stats,
  at: string,
  shown: string,
  uid: number,
  kind: "file" | "link" = "file",
): void {
  if (isOwnedByOther(facts, uid)) throw foreign(at, shown);
  // The mode of a link means nothing.
  if (kind === "file" && isWorldWritable(facts)) throw openToAll(at, shown);
}

function foreign(at: string, shown: string): Failure {
  return usage(
    "config_untrusted",
    `configuration file ${shown} is not used: ${at} belongs to another user`,
    say`if you trust it, use ${option("config", shown)}`,
  );
}

function openToAll(at: string, shown: string): Failure {
  return usage(
    "config_untrusted",
    `configuration file ${shown} is not used: all users of this machine can write to ${at}`,
    { shell: shellOn(at, "chmod", "o-w") },
  );
}

/**
 * `modes`: the mode of a file says it, and is checked. `profile`, `outside`: Windows has no modes; a file is private as far as
 * the directory of the user's profile is.
 */
type Privacy = "modes" | "profile" | "outside";

/** @param path absolute */
export function privacyOf(path: string, place: DirectoryEnvironment): Privacy {
  if (place.platform !== "win32") return "modes";
  const profile = accountDirectory(place);
  if (profile === undefined) return "outside";
  const below = win32.relative(profile, path);
  return below !== "" && !below.startsWith("..") && !win32.isAbsolute(below) ? "profile" : "outside";
}

/** What is said of a path outside of the profile; undefined for others. */
export function outsideWarning(path: string, place: DirectoryEnvironment): string | undefined {
  return privacyOf(path, place) === "outside"
    ? `${path} is outside of your user profile: other users of this machine may be able to read it`
    : undefined;
}
