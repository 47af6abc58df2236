/** Checks of the folders that this program keeps things in. */
import { randomBytes } from "node:crypto";
import { rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asFailure, Failure } from "../../failure.ts";
import type { Host } from "../../host.ts";
import { cacheFolder } from "../../profile/paths.ts";
import { privateStateFolder } from "../../profile/privateState.ts";
import { shellWord } from "../../profile/shellWord.ts";
import { prepareTokenFolder } from "../../profile/tokenCache.ts";
import { type Finding, fine, trouble, warning } from "./finding.ts";

/** The state folder takes the runs' journals: it must be there, or be possible to make, and be writable for this user alone. */
export async function checkState(host: Host): Promise<Finding> {
  try {
    const folder = await privateStateFolder(host);
    await tryToWrite(folder);
    return fine("state folder", folder);
  } catch (error) {
    return trouble("state folder", asFailure(error));
  }
}

async function tryToWrite(folder: string): Promise<void> {
  const trial = join(folder, `doctor-${randomBytes(6).toString("hex")}`);
  try {
    await writeFile(trial, "", { flag: "wx", mode: 0o600 });
    await rm(trial);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure("local_io", `the state folder ${folder} cannot be written (${code})`, {
      code: "state_unwritable",
      hint: `make it yours and writable: ls -ld ${shellWord(folder)}; or set XDG_STATE_HOME to another folder`,
    });
  }
}

/** Where no token can be kept, each call with client credentials asks for one of its own: slower, but it works. */
export async function checkTokenFolder(host: Host): Promise<Finding> {
  try {
    const folder = join(cacheFolder(host), "tokens");
    if (!(await isThere(join(folder, "..")))) return fine("token folder", "none yet");
    return fine("token folder", await prepareTokenFolder(host));
  } catch (error) {
    const { message, hint = "set XDG_CACHE_HOME to a folder of yours" } = asFailure(error);
    return warning("token folder", `no token is kept between calls: ${message}`, hint);
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
