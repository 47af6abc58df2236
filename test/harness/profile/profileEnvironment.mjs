/** The variables that say where a user's profile is, on every system. */
import { join } from "node:path";

/**
 * Variables that put everything a program keeps for its user below `home`: HOME, which Linux and macOS read, and USERPROFILE,
 * APPDATA and LOCALAPPDATA of Windows. The XDG variables give Windows the directories that a test names for Linux; elsewhere
 * those are the default below HOME, which a test may move.
 */
export function profileEnvironment(home, platform = process.platform) {
  const variables = {
    HOME: home,
    USERPROFILE: home,
    APPDATA: join(home, "AppData", "Roaming"),
    LOCALAPPDATA: join(home, "AppData", "Local"),
  };
  if (platform !== "win32") return variables;
  return {
    ...variables,
    XDG_CONFIG_HOME: join(home, ".config"),
    XDG_STATE_HOME: join(home, ".local", "state"),
    XDG_CACHE_HOME: join(home, ".cache"),
  };
}
