/** Changing the user's configuration file. */

import { basename, dirname, extname } from "node:path";
import { Failure, usage } from "../../failure.ts";
import { noConfigFolder } from "../../files/directories.ts";
import type { Self } from "../../files/permissions.ts";
import {
  type FolderUse,
  orVariable,
  preparePrivateFolder,
  refuseLink,
  sweepLeftovers,
  writeFailed,
  writePrivateFile,
} from "../../files/privateFile.ts";
import { readSafely } from "../../files/read.ts";
import { option, say } from "../../hint.ts";
import { locateUserFile, type UserFile, type UserFilePlace } from "../file/find.ts";
import type { Notation } from "../file/parse.ts";
import type { ConfigEditor } from "./editor.ts";

/**
 * Edits the user file, or makes it. Comments and order stay; edits that run at the same time wait for each other. What
 * would not be read back is not written.
 * @param attempts how often a lock that somebody else holds is tried; the default waits longer than a dead one lasts
 * @returns the file that was written
 * @throws Failure `no_home`, `bad_config_path`, `config_broken`, `config_unreadable`, `config_locked`, `unsafe_place`,
 *   `write_failed`
 */
export async function editUserConfig(
  place: UserFilePlace & Self,
  edit: (config: ConfigEditor) => void,
  attempts = 40,
): Promise<UserFile> {
  const file = await openPlace(place);
  await withLock(file, attempts, async (stillOurs) => {
    const text = (await readSafely(file.path, file.shown))?.text ?? "";
    const edited = await editChecked(text, file.shown, edit);
    stillOurs();
    await sweepLeftovers(file.path);
    await writePrivateFile(file.path, edited, place, useOf(file));
  });
  return file;
}

/**
 * Makes ready the place of the user file: a call that stores a secret does so before it asks for one.
 * @throws Failure `no_home`, `bad_config_path`, `unsafe_place`, `write_failed`
 */
export async function prepareUserConfig(place: UserFilePlace & Self): Promise<void> {
  await refuseLink((await openPlace(place)).path, place);
}

async function openPlace(place: UserFilePlace & Self): Promise<UserFile> {
  const file = (await locateUserFile(place)) ?? noConfigFolder();
  notationOf(file.shown);
  const preparing = preparePrivateFolder(dirname(file.path), place, useOf(file));
  await (file.named ? preparing : preparing.catch(orVariable("XDG_CONFIG_HOME")));
  return file;
}

function useOf({ named }: UserFile): FolderUse {
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
    `${path} is no place for a configuration: it ends in .yaml, .yml or .json`,
    say`name another file: ${option("config", "config.yaml")}`,
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
  attempts: number,
  work: (stillOurs: () => void) => Promise<void>,
): Promise<void> {
  const { lock } = await import("proper-lockfile");
  let lost = false;
  const stillOurs = () => {
    if (lost) throw locked(file);
  };
  const release = await lock(file.path, {
    // The file may not be there yet.
    realpath: false,
    stale: 5000,
    retries: { retries: attempts, factor: 1.2, minTimeout: 20, maxTimeout: 250 },
    onCompromised: () => {
      lost = true;
    },
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ELOCKED" ? locked(file) : writeFailed(`${file.path}.lock`, error);
  });
  try {
    await work(stillOurs);
  } finally {
    // Only a lock that is ours is given back; a lost one is somebody else's by now.
    if (!lost) await release();
  }
}

function locked({ path, shown }: UserFile): Failure {
  return new Failure("local_io", `another call is changing ${shown}`, {
    code: "config_locked",
    retryable: true,
    hint: `run it again; if no other call is running, remove ${path}.lock`,
  });
}
