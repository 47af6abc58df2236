/** Writes a file whole or not at all, and makes its name durable. */
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { Failure, usage } from "../failure.ts";
import { option, say } from "../hint.ts";
import { thisHost } from "../host.ts";
import { windowsNameProblem } from "../text/fileName.ts";
import { createFile, createPrivateFile, syncDirectory } from "./handles.ts";
import { link, lstat, readdir, rename, unlink } from "./operations.ts";
import { isSystemError, systemReason } from "./systemError.ts";

/** A file that is being written beside the place that it will have. */
export type TemporaryFile = {
  /** @throws the system's error */
  write(piece: string | Uint8Array): Promise<void>;
  /**
   * Gives it its name when it is complete.
   * @param options.overwrite true: an existing file is replaced
   * @param options.durable false: it need not survive a power cut
   * @throws Failure `file_exists`; the system's error
   */
  finish(options: NameOptions & { readonly durable?: boolean }): Promise<void>;
  /** Removes it, unless it has its name. Never throws. */
  discard(): Promise<void>;
};

type NameOptions = {
  readonly overwrite: boolean;
  /** The path in messages, where it is not the path itself. */
  readonly shown?: string | undefined;
};

/**
 * Makes a temporary file beside `path`, 0600. No other user can guess its name.
 * @param options.anyUmask true: 0600 whatever the umask says
 * @throws the system's error; Failure `bad_file_name`
 */
export async function createTemporary(
  path: string,
  options: { readonly anyUmask?: boolean } = {},
): Promise<TemporaryFile> {
  checkFileName(path);
  const name = `${path}.${randomBytes(8).toString("hex")}.tmp`;
  const file = await (options.anyUmask ? createPrivateFile(name) : createFile(name));
  let isNamed = false;
  return {
    write: (piece) => file.writeFile(piece),
    finish: async ({ durable = true, overwrite, shown = path }) => {
      if (durable) await file.sync();
      await file.close();
      await moveIntoPlace(name, path, overwrite, shown);
      isNamed = true;
      // The file is safe by now; where directories cannot be synced, only its name may be lost with the power.
      if (durable) await syncDirectory(dirname(path)).catch(() => {});
    },
    discard: async () => {
      if (isNamed) return;
      await file.close().catch(() => {});
      await unlink(name).catch(() => {});
    },
  };
}

/** Removes what killed calls left half written beside a file, secrets and all. Only for whoever holds its lock. Never throws. */
export async function removeLeftovers(path: string): Promise<void> {
  const [directory, start] = [dirname(path), `${basename(path)}.`];
  for (const name of await readdir(directory).catch(() => [])) {
    if (!name.startsWith(start) || !/^[0-9a-f]{16}\.tmp$/.test(name.slice(start.length))) continue;
    await unlink(join(directory, name)).catch(() => {});
  }
}

/** Gives a complete file its name. @throws Failure `file_exists` when it was created in the meantime; the system's error */
async function moveIntoPlace(
  temporary: string,
  path: string,
  overwrite: boolean,
  shown: string,
): Promise<void> {
  if (overwrite) return rename(temporary, path);
  try {
    // Unlike rename, this fails when the file was created in the meantime.
    await link(temporary, path);
  } catch (error) {
    if (isSystemError(error, "EEXIST")) throw exists(shown);
    // Some file systems have no links, and each says so in its own way.
    await refuseExisting(path, false, shown);
    return rename(temporary, path);
  }
  // The file has its name; that it has another one changes nothing.
  await unlink(temporary).catch(() => {});
}

/**
 * @throws Failure `file_exists` where the file exists and may not be replaced; `bad_file_name` for what is no name of a file on
 *   this system
 */
export async function refuseExisting(path: string, overwrite: boolean, shown = path): Promise<void> {
  checkFileName(shown);
  const facts = await lstat(path).catch(() => undefined);
  if (facts === undefined) return;
  if (!overwrite) throw exists(shown);
  if (!facts.isFile()) {
    throw usage("file_exists", `${shown} exists and is not a regular file`, "use another file");
  }
}

/** Windows would take such a name for a device, or write somewhere else. @throws Failure `bad_file_name` */
export function checkFileName(shown: string, platform = thisHost().platform): void {
  const problem = platform === "win32" ? windowsNameProblem(shown) : undefined;
  if (problem !== undefined)
    throw usage(
      "bad_file_name",
      `${shown} is not a valid file name on Windows: ${problem}`,
      "use another name",
    );
}

function exists(path: string): Failure {
  return usage(
    "file_exists",
    `${path} already exists`,
    say`use another file, or overwrite it with ${option("force")}`,
  );
}

/**
 * Replaces a file, 0600, or makes it.
 * @param options.durable false: it need not survive a power cut
 * @throws the system's error; then nothing is left
 */
export async function replaceFile(
  path: string,
  text: string,
  options: { readonly durable?: boolean } = {},
): Promise<void> {
  const file = await createTemporary(path, { anyUmask: true });
  try {
    await file.write(text);
    await file.finish({ ...options, overwrite: true });
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** Written at once, in characters: few system calls, little memory. */
const PIECE = 64 * 1024;

/**
 * Streams into a temporary file (0600) beside `path` and gives it its name when it is complete and on disk. When anything
 * fails, nothing is left.
 * @param options.overwrite true: a file that is there is replaced
 * @param options.what for messages: `plan`
 * @param options.shown the path in messages, when not `path`
 * @throws Failure `file_exists` of kind usage, `write_failed`; what the pieces throw
 */
export async function writeFileAtomic(
  path: string,
  pieces: AsyncIterable<string | Uint8Array>,
  options: NameOptions & { readonly what: string },
): Promise<void> {
  const { overwrite, shown = path, what } = options;
  await refuseExisting(path, overwrite, shown);
  const attempt = attempts(`cannot write the ${what} ${shown}`);
  const file = await attempt(() => createTemporary(path));
  try {
    for await (const piece of gathered(pieces)) await attempt(() => file.write(piece));
    await attempt(() => file.finish({ overwrite, shown }));
  } catch (error) {
    await file.discard();
    throw error;
  }
}

async function* gathered(pieces: AsyncIterable<string | Uint8Array>): AsyncGenerator<string | Uint8Array> {
  let waiting: string[] = [];
  let length = 0;
  for await (const piece of pieces) {
    // A file is text or bytes, never both.
    if (typeof piece !== "string") {
      yield piece;
      continue;
    }
    waiting.push(piece);
    length += piece.length;
    if (length < PIECE) continue;
    yield waiting.join("");
    waiting = [];
    length = 0;
  }
  if (length > 0) yield waiting.join("");
}

function attempts(what: string): <T>(step: () => Promise<T>) => Promise<T> {
  return async (step) => {
    try {
      return await step();
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure("local_io", `${what}: ${systemReason(error)}`, {
        code: "write_failed",
        hint: "nothing was saved; fix the problem and run the command again, or use another file",
      });
    }
  };
}
