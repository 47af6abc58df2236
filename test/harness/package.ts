/** The package as it is published, made of the program that was built last. */
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { environment, type Home } from "./program.ts";

const PACK = resolve(import.meta.dirname, "../../.config/build/pack.mjs");

/** Packs it into a home. @returns the path of the tarball */
export function packInto(home: Home): string {
  const tarball = join(home.path, "routera.tgz");
  execFileSync(process.execPath, [PACK, tarball], { env: npmEnvironment(home) });
  return tarball;
}

/** An environment in which npm uses nothing of the machine, and prints only what concerns the package. */
export function npmEnvironment(home: Home): NodeJS.ProcessEnv {
  return {
    ...environment(home.path),
    npm_config_update_notifier: "false",
    npm_config_fund: "false",
    npm_config_audit: "false",
    npm_config_offline: "true",
  };
}
