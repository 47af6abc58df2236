/** Where this program keeps its files. The XDG variables count on every platform; relative ones are void, as XDG says. */
import { userInfo } from "node:os";
import { posix, win32 } from "node:path";
import { usage } from "../failure.ts";

/** What decides where directories are. */
export type DirectoryEnvironment = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Home directory where the environment names none. Default: the account's; empty: there is none. */
  readonly home?: string | undefined;
};

type Directory = {
  readonly variable: string;
  readonly unix: readonly string[];
  readonly windows: { readonly variable: string; readonly below: readonly string[] };
};

const NAME = "routera";
const ROAMING = { variable: "APPDATA", below: ["AppData", "Roaming"] };
const LOCAL = { variable: "LOCALAPPDATA", below: ["AppData", "Local"] };
const CONFIG: Directory = { variable: "XDG_CONFIG_HOME", unix: [".config"], windows: ROAMING };
const STATE: Directory = { variable: "XDG_STATE_HOME", unix: [".local", "state"], windows: LOCAL };
const CACHE: Directory = { variable: "XDG_CACHE_HOME", unix: [".cache"], windows: LOCAL };

/** Directory of the user's configuration; undefined where there is no home at all. */
export function configDirectory(place: DirectoryEnvironment): string | undefined {
  return directory(place, CONFIG);
}

/** Directory of runs and of the sandbox's deals. @throws Failure `no_home` */
export function stateDirectory(place: DirectoryEnvironment): string {
  return directory(place, STATE) ?? refuse(STATE, "its state");
}

/** Directory of what may be lost at any time. @throws Failure `no_home` */
export function cacheDirectory(place: DirectoryEnvironment): string {
  return directory(place, CACHE) ?? refuse(CACHE, "its cache");
}

/** The failure for a configuration that must be written where there is no home. */
export function noConfigDirectory(): never {
  return refuse(CONFIG, "its configuration");
}

function directory(place: DirectoryEnvironment, { variable, unix, windows }: Directory): string | undefined {
  const onWindows = place.platform === "win32";
  const { join } = onWindows ? win32 : posix;
  const given = absolute(place, variable) ?? (onWindows ? absolute(place, windows.variable) : undefined);
  if (given !== undefined) return below(given);
  const home = accountDirectory(place);
  return home === undefined ? undefined : below(join(home, ...(onWindows ? windows.below : unix)));

  function below(base: string): string {
    // Windows has one directory for state and cache.
    return onWindows && variable === CACHE.variable ? join(base, NAME, "cache") : join(base, NAME);
  }
}

/** The user's own directory: HOME, or USERPROFILE on Windows, else the account's; undefined where there is none. */
export function accountDirectory(place: DirectoryEnvironment): string | undefined {
  const named = absolute(place, place.platform === "win32" ? "USERPROFILE" : "HOME");
  return named ?? ((place.home ?? accountHome()) || undefined);
}

/** The home directory that the system knows of this account. `os.homedir()` would read the process's own HOME again. */
function accountHome(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    // A container may run under a user id that no account has.
    return undefined;
  }
}

function absolute({ env, platform }: DirectoryEnvironment, variable: string): string | undefined {
  const value = env[variable];
  if (value === undefined || value === "") return undefined;
  return (platform === "win32" ? win32 : posix).isAbsolute(value) ? value : undefined;
}

function refuse({ variable }: Directory, what: string): never {
  throw usage(
    "no_home",
    `no home directory for ${what}`,
    `set HOME or ${variable} to a directory that you own`,
  );
}
