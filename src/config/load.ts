/** From where a call is to its settings. */
import { isAbsolute } from "node:path";
import type { Failure } from "../failure.ts";
import type { CurrentUser } from "../files/permissions.ts";
import type { Host } from "../host.ts";
import { currentDirectory } from "../text/typedPath.ts";
import type { UserFileLocation } from "./file/find.ts";
import { type ConfigFiles, readConfig } from "./file/read.ts";
import { resolveSettings } from "./resolve.ts";
import type { FlagSettings, Settings } from "./settings.ts";
import { VARIABLES } from "./variables.ts";

/** The part of the host that settings depend on. */
export type SettingsHost = Pick<Host, "env" | "cwd" | "platform" | "uid" | "groups">;

/**
 * Reads the configuration files and resolves the settings of this call.
 * @param onProblem see resolveSettings
 * @throws Failure of kind usage
 */
export async function loadSettings(
  host: SettingsHost,
  flags: FlagSettings,
  onProblem?: (problem: Failure) => void,
): Promise<Settings> {
  const files = await loadConfig(host, flags.config);
  return resolveSettings({ flags, env: host.env, files, ...(onProblem && { onProblem }) });
}

/** The configuration files that count here; a directory that was removed has no project config. @throws Failure of kind usage */
export async function loadConfig(host: SettingsHost, configFlag: string | undefined): Promise<ConfigFiles> {
  const named = configFlag ?? host.env[VARIABLES.config];
  if (hasCurrentDirectory(host) || (named && !isAbsolute(named)))
    return readConfig(userFileLocation(host, configFlag));
  const { env, groups, platform, uid } = host;
  return readConfig({ cwd: undefined, env, groups, platform, uid, configFlag });
}

function hasCurrentDirectory(host: SettingsHost): boolean {
  try {
    host.cwd();
    return true;
  } catch {
    return false;
  }
}

/** Where configuration files are looked for, and by whom. @throws Failure `no_current_folder` */
export function userFileLocation(
  host: SettingsHost,
  configFlag: string | undefined,
): UserFileLocation & CurrentUser {
  const { env, groups, platform, uid } = host;
  return { cwd: currentDirectory(host), env, groups, platform, uid, configFlag };
}
