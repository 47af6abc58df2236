/** Reads the configuration of a scratch directory, with a home below it. */
import { type ConfigFiles, readConfig } from "../../../src/config/file/read.ts";
import { profileEnvironment } from "../../harness/profile/profileEnvironment.mjs";
import { currentUid, type scratch } from "../scratch.ts";

export type ReadInput = { cwd?: string; env?: Record<string, string>; configFlag?: string; uid?: number };

export function readIn(tmp: ReturnType<typeof scratch>): (input?: ReadInput) => Promise<ConfigFiles> {
  return ({ cwd = tmp.path(), env = {}, configFlag, uid = currentUid } = {}) =>
    readConfig({
      cwd,
      env: { ...profileEnvironment(tmp.path("home")), ...env },
      platform: process.platform,
      uid,
      configFlag,
    });
}
