/** Where the user's own configuration is. */
import { lstat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { usage } from "../failure.ts";
import { configFolder, type Place } from "./paths.ts";

/** A path, in the user's words too; `named` when the user gave it, and it must then exist to be read. */
export type UserFile = { readonly path: string; readonly shown: string; readonly named: boolean };

export type UserFilePlace = Place & {
  readonly cwd: string;
  /** The value of `--config`. */
  readonly configFlag?: string | undefined;
};

const NAMES = ["config.yaml", "config.yml", "config.json"] as const;

/**
 * The user file: `--config`, ROUTERA_CONFIG, or the one in the configuration folder; where there is none yet, the one to
 * write. Undefined where there is no home at all.
 * @throws Failure `two_configs`, `bad_config_path`
 */
export async function locateUserFile(place: UserFilePlace): Promise<UserFile | undefined> {
  if (place.configFlag === "")
    throw usage(
      "bad_config_path",
      "--config takes a path; this one is empty",
      "leave --config out, or name a file: --config config.yaml",
    );
  const named = place.configFlag ?? (place.env.ROUTERA_CONFIG || undefined);
  if (named !== undefined) return { path: resolve(place.cwd, named), shown: named, named: true };
  const folder = configFolder(place);
  if (folder === undefined) return undefined;
  const present: string[] = [];
  for (const name of NAMES) if (await isThere(join(folder, name))) present.push(name);
  if (present.length > 1) {
    throw usage(
      "two_configs",
      `there are two configurations in ${folder}: ${present.join(" and ")}`,
      "keep one of them",
    );
  }
  const path = join(folder, present[0] ?? NAMES[0]);
  return { path, shown: path, named: false };
}

/** Anything but "nothing is there" counts as there: reading it then says what is wrong. */
async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== "ENOENT" && code !== "ENOTDIR" && code !== "EACCES";
  }
}
