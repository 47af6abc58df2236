/**
 * V8's compiled code of the program's files, kept from one command to the next. What is in there runs as this program, so it
 * lies in a directory that no one else may write to, and each entry has a checksum: V8 itself checks neither the compiled code
 * nor more of a file's text than its length.
 */
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { cacheDirectory, type DirectoryEnvironment } from "./directories.ts";
import type { CurrentUser } from "./permissions.ts";

/** Who keeps compiled code, where, and of which Node.js: each reads its own alone. */
export type CodeCachePlace = DirectoryEnvironment &
  CurrentUser & {
    readonly nodeVersion: string;
    readonly arch: string;
    readonly pid: number;
    /** Milliseconds since the epoch. */
    readonly now: () => number;
    /** Loads the module, when it is needed. */
    readonly crypto: () => Pick<typeof import("node:crypto"), "createHash">;
  };

/** The compiled code of one file. */
export type CompiledCode = {
  readonly data: Buffer;
  /** The commands that it was recorded for, whose functions are in it. */
  readonly commands: readonly string[];
};

/** Entries by the names of files; each belongs to one text of its file. */
export type CodeCache = {
  /** @returns undefined where there is none, or it is damaged, or of another text */
  read(file: string, text: Uint8Array): CompiledCode | undefined;
  /** Replaces an entry. Makes the directory when it is missing. Never throws: a cache that cannot be written is not used. */
  write(file: string, text: Uint8Array, code: () => CompiledCode): void;
};

/** Against damage alone; SHA-1 takes half a millisecond for all files of an update. */
const CHECKSUM = "sha1";
const CHECKSUM_BYTES = 20;
/** How long an entry is kept after it was recorded, in milliseconds: files of other versions go by and by. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

/** @returns undefined where there is no home, or NODE_DISABLE_COMPILE_CACHE asks for none */
export function openCodeCache(place: CodeCachePlace): CodeCache | undefined {
  if (place.env.NODE_DISABLE_COMPILE_CACHE) return undefined;
  const all = attempt(() => cacheDirectory(place));
  if (all === undefined) return undefined;
  const checksumOf = (text: Uint8Array, entry: Uint8Array) =>
    place.crypto().createHash(CHECKSUM).update(text).update(entry).digest();
  const compiled = join(all, "compiled");
  const own = join(compiled, `${place.nodeVersion}-${place.arch}`);
  const isPrivate = () =>
    !isOpenToAll(statSync(dirname(all)), place) &&
    [all, compiled, own].every((directory) => isOwnDirectory(lstatSync(directory), place));
  let isUsable: boolean | undefined;
  return {
    read: (file, text) => {
      isUsable ??= attempt(isPrivate) ?? false;
      if (!isUsable) return undefined;
      return attempt(() => {
        const bytes = readFileSync(join(own, file));
        const checksum = checksumOf(text, bytes.subarray(CHECKSUM_BYTES));
        return checksum.equals(bytes.subarray(0, CHECKSUM_BYTES)) ? parseEntry(bytes) : undefined;
      });
    },
    write: (file, text, code) => {
      attempt(() => {
        if (!isBelowOwn(own, place)) return;
        mkdirSync(own, { recursive: true, mode: 0o700 });
        if (!isPrivate()) return;
        const temporary = join(own, `${file}.${place.pid}`);
        try {
          writeFileSync(
            temporary,
            print(code(), (entry) => checksumOf(text, entry)),
            { flag: "wx", mode: 0o600 },
          );
          renameSync(temporary, join(own, file));
        } catch {
          rmSync(temporary, { force: true });
        }
        removeOld(compiled, place.now() - KEPT_MS);
      });
    },
  };
}

/** The checksum of what follows; the commands, a line each, up to a zero byte; the data. */
function print({ commands, data }: CompiledCode, checksumOf: (entry: Uint8Array) => Buffer): Buffer {
  const entry = Buffer.concat([Buffer.from(`${commands.join("\n")}\0`), data]);
  return Buffer.concat([checksumOf(entry), entry]);
}

/** An entry as it lies in its file; its checksum is not compared. */
export function parseEntry(bytes: Buffer): CompiledCode {
  const end = bytes.indexOf(0, CHECKSUM_BYTES);
  return { commands: bytes.toString("utf8", CHECKSUM_BYTES, end).split("\n"), data: bytes.subarray(end + 1) };
}

/** False below a directory of another user: a `sudo` that keeps HOME would leave directories there that only root can write to. */
function isBelowOwn(path: string, { platform, uid }: CurrentUser): boolean {
  if (platform === "win32") return true;
  for (let at = path; ; at = dirname(at)) {
    const facts = statSync(at, { throwIfNoEntry: false });
    if (facts !== undefined) return facts.uid === uid;
  }
}

/** Others could put a directory of theirs in the place of ours. */
function isOpenToAll({ mode }: Stats, { platform }: CurrentUser): boolean {
  return platform !== "win32" && (mode & 0o1002) === 0o002;
}

function isOwnDirectory(facts: Stats, { platform, uid }: CurrentUser): boolean {
  if (!facts.isDirectory()) return false;
  return platform === "win32" || (facts.uid === uid && (facts.mode & 0o022) === 0);
}

function removeOld(compiled: string, oldest: number): void {
  for (const directory of readdirSync(compiled)) {
    for (const file of readdirSync(join(compiled, directory))) {
      const path = join(compiled, directory, file);
      if (statSync(path).mtimeMs < oldest) rmSync(path, { force: true });
    }
  }
}

/** Without a cache the program only starts a little later. */
function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
