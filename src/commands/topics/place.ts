/** The directories of this machine, as topics name them; without a machine, as the man page does, by their variables. */
import { posix, win32 } from "node:path";
import {
  cacheDirectory,
  configDirectory,
  type DirectoryEnvironment,
  stateDirectory,
} from "../../files/directories.ts";
import type { Host } from "../../host.ts";

/** In the package and in the executables. */
const LICENSES = "THIRD-PARTY-LICENSES.txt";

export type TopicPlace = {
  /** The user config, with the endings that it may have. */
  readonly userConfig: string;
  /** A path below the directory for state. */
  state(name: string): string;
  /** A path below the directory for caches. */
  cache(name: string): string;
  /** Who can read these directories, to follow "directories". */
  readonly privacy: string;
  /** The licenses of routera and of what it contains, where this program has them. */
  readonly licenses: string | undefined;
  /** What holds for a file that contains a secret. */
  readonly secretFile: string;
};

/** @param machine undefined: text for every machine */
export function topicPlace(machine?: DirectoryEnvironment & Pick<Host, "readShipped">): TopicPlace {
  const { join } = machine?.platform === "win32" ? win32 : posix;
  const state = known(() => machine && stateDirectory(machine)) ?? "$XDG_STATE_HOME/routera";
  const cache = known(() => machine && cacheDirectory(machine)) ?? "$XDG_CACHE_HOME/routera";
  const config = known(() => machine && configDirectory(machine));
  return {
    userConfig:
      config === undefined
        ? "$XDG_CONFIG_HOME/routera/config.yaml (or .yml, .json), default ~/.config/routera/config.yaml"
        : `${join(config, "config.yaml")} (or .yml, .json)`,
    state: (name) => join(state, name),
    cache: (name) => join(cache, name),
    get licenses() {
      return known(() => machine?.readShipped?.(LICENSES));
    },
    ...(machine?.platform === "win32"
      ? {
          privacy: "that are as private as your user profile",
          secretFile:
            "Windows ignores file modes: keep a file that contains a secret below your user profile directory.",
        }
      : {
          privacy: "that only you can read",
          secretFile: "A file that contains a secret must be readable by its owner only (chmod 600).",
        }),
  };
}

/** Undefined where it cannot be had: there is no home, or no such file. */
function known(found: () => string | undefined): string | undefined {
  try {
    return found();
  } catch {
    return undefined;
  }
}
