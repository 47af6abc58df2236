/** Changing the user's configuration file. */

import { basename, dirname, extname } from "node:path";
import { Failure, usage } from "../../failure.ts";
import { removeLeftovers } from "../../files/atomicWrite.ts";
import { noConfigDirectory } from "../../files/directories.ts";
import type { CurrentUser } from "../../files/permissions.ts";
import {
  type DirectoryUse,
  preparePrivateDirectory,
  refuseLink,
  withVariableHint,
  writeFailed,
  writePrivateFile,
} from "../../files/privateFile.ts";
import { readSafely } from "../../files/read.ts";
import { type Hint, option, say } from "../../hint.ts";
import { locateUserFile, type UserFile, type UserFileLocation } from "../file/find.ts";
import type { Notation } from "../file/parse.ts";
import type { ConfigEditor } from "./editor.ts";

/**
 * Edits the user config, or makes it. Comments and order stay; edits that run at the same time wait for each other. What
 * would not be read back is not written.
 * @param patienceMs how long a lock that another process holds is waited for; the default is longer than a dead one lasts
 * @returns the file that was written
 * @throws Failure `no_home`, `bad_config_path`, `config_broken`, `config_unreadable`, `config_locked`, `unsafe_place`,
 *   `write_failed`
 */
export async function editUserConfig(
  place: UserFileLocation & CurrentUser,
  edit: (config: ConfigEditor) => void,
  patienceMs = 12_000,
): Promise<UserFile> {
  const file = await openPlace(place);
  await withLock(file, patienceMs, async (stillOurs) => {
    const { text, hasMark } = (await readSafely(file.path, file.shown)) ?? { text: "", hasMark: false };
    const edited = await editChecked(text, file.shown, edit);
    stillOurs();
    await removeLeftovers(file.path);
    await writePrivateFile(file.path, hasMark ? `\ufeff${edited}` : edited, place, useOf(file));
  });
  return file;
}

/**
 * Makes ready the place of the user config: a call that stores a secret does so before it asks for one.
 * @throws Failure `no_home`, `bad_config_path`, `unsafe_place`, `write_failed`
 */
export async function prepareUserConfig(place: UserFileLocation & CurrentUser): Promise<void> {
  await refuseLink((await openPlace(place)).path, place);
}

async function openPlace(place: UserFileLocation & CurrentUser): Promise<UserFile> {
  const file = (await locateUserFile(place)) ?? noConfigDirectory();
  notationOf(file.shown);
  const preparing = preparePrivateDirectory(dirname(file.path), place, useOf(file));
  await (file.named ? preparing : preparing.catch(withVariableHint("XDG_CONFIG_HOME")));
  return file;
}

function useOf({ named }: UserFile): DirectoryUse {
  return named ? "named" : "secrets";
}

async function editChecked(
  text: string,
  shown: string,
  edit: (config: ConfigEditor) => void,
): Promise<string> {
  const [{ editText }, { parseConfig }, { checkConfig }] = await Promise.all([
    import("./editor.ts"),
    import("../file/parse.ts"),
    import("../file/schema.ts"),
  ]);
  const notation = notationOf(shown);
  const edited = await editText(text, notation, shown, edit);
  checkConfig(await parseConfig(edited, notation, shown), shown, "user");
  return edited;
}

function notationOf(path: string): Notation {
  const notation = basename(path) === "package.json" ? undefined : NOTATIONS[extname(path)];
  if (notation) return notation;
  throw usage(
    "bad_config_path",
    `the user config must end in .yaml, .yml or .json, got ${path}`,
    say`use another file: ${option("config", "config.yaml")}`,
  );
}

const NOTATIONS: Readonly<Record<string, Notation>> = {
  ".json": "json",
  ".yaml": "yaml",
  ".yml": "yaml",
  "": "either",
};

async function withLock(
  file: UserFile,
  patienceMs: number,
  work: (stillOurs: () => void) => Promise<void>,
): Promise<void> {
  const { lockHint, withFileLock } = await import("../../files/lock/fileLock.ts");
  const failure = () => locked(file, lockHint(file.path));
  let begun = false;
  try {
    await withFileLock(file.path, { patienceMs, failure }, (stillOurs) => {
      begun = true;
      return work(stillOurs);
    });
  } catch (error) {
    throw begun || error instanceof Failure ? error : writeFailed(`${file.path}.lock`, error);
  }
}

function locked({ shown }: UserFile, hint: Hint): Failure {
  return new Failure("local_io", `another command is changing ${shown}`, {
    code: "config_locked",
    retryable: true,
    hint,
  });
}
