/**
 * V8's compiled code of the program's files, kept from one command to the next. It runs as this program: only files that no
 * one else could have written are read, and each entry has a checksum, because V8 itself checks neither the compiled code nor
 * more of a file's text than its length.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { cacheDirectory, type DirectoryEnvironment } from "../directories.ts";
import type { CurrentUser } from "../permissions.ts";

/** Who keeps compiled code, and where. */
export type CodeCachePlace = DirectoryEnvironment &
  CurrentUser & {
    /** What makes compiled code useless for others: the version of Node.js, the architecture, flags of V8. A file name. */
    readonly kind: string;
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

/** The compiled code of a file with this text. */
export type CodeOfFile = { readonly file: string; readonly text: Uint8Array };

/** Entries by the names of files; each belongs to one text of its file. */
export type CodeCache = {
  /** @returns undefined where there is none, or it is damaged, or of another text */
  read(of: CodeOfFile): CompiledCode | undefined;
  /** Replaces entries. Never throws: a cache that cannot be written is not used. */
  write(entries: readonly (CodeOfFile & { readonly code: () => CompiledCode })[]): void;
};

/** Against damage alone; SHA-1 takes half a millisecond for all files of an update. */
const CHECKSUM = "sha1";
const CHECKSUM_BYTES = 20;
/** How long an entry is kept after it was recorded, in milliseconds. By then its version may be gone. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

/** @returns undefined where there is no home, or NODE_DISABLE_COMPILE_CACHE asks for none */
export function openCodeCache(place: CodeCachePlace): CodeCache | undefined {
  if (place.env.NODE_DISABLE_COMPILE_CACHE) return undefined;
  const all = attempt(() => cacheDirectory(place));
  if (all === undefined) return undefined;
  const compiled = join(all, "compiled");
  const own = join(compiled, place.kind);
  const checksumOf = (text: Uint8Array, entry: Uint8Array) =>
    place.crypto().createHash(CHECKSUM).update(text).update(entry).digest();
  const isPrivate = () =>
    [all, compiled, own].every((directory) => isOwn(lstatSync(directory), place, "directory"));
  let isUsable: boolean | undefined;
  return {
    read: ({ file, text }) => {
      isUsable ??= attempt(isPrivate) ?? false;
      if (!isUsable) return undefined;
      return attempt(() => {
        const bytes = readOwn(join(own, file), place);
        const checksum = checksumOf(text, bytes.subarray(CHECKSUM_BYTES));
        return checksum.equals(bytes.subarray(0, CHECKSUM_BYTES)) ? parseEntry(bytes) : undefined;
      });
    },
    write: (entries) => {
      if (entries.length === 0) return;
      attempt(() => {
        if (!isBelowOwn(own, place)) return;
        // Not `recursive`, which never ends below /proc.
        for (const directory of [dirname(all), all, compiled, own]) makeDirectory(directory);
        if (!isPrivate()) return;
        for (const { code, file, text } of entries) {
          const temporary = join(own, `${file}.${place.pid}`);
          attempt(() => {
            const bytes = print(code(), (entry) => checksumOf(text, entry));
            writeFileSync(temporary, bytes, { flag: "wx", mode: 0o600 });
            renameSync(temporary, join(own, file));
          });
          rmSync(temporary, { force: true });
        }
        removeOld(compiled, own, place.now() - KEPT_MS);
      });
    },
  };
}

/** The directories above may be replaced by another user after they were checked: the file that is open tells whose it is. */
function readOwn(path: string, self: CurrentUser): Buffer {
  const handle = openSync(path, constants.O_RDONLY);
  try {
    if (!isOwn(fstatSync(handle), self, "file")) throw new Error("another user could have written it");
    return readFileSync(handle);
  } finally {
    closeSync(handle);
  }
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** The checksum of what follows; the commands, a line each, up to a zero byte; the data. */
function print({ commands, data }: CompiledCode, checksumOf: (entry: Uint8Array) => Buffer): Buffer {
  const entry = Buffer.concat([Buffer.from(`${commands.join("\n")}\0`), data]);
  return Buffer.concat([checksumOf(entry), entry]);
}

/** An entry from the bytes of its file; the checksum is not compared. */
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

function isOwn(facts: Stats, { platform, uid }: CurrentUser, kind: "file" | "directory"): boolean {
  if (!(kind === "file" ? facts.isFile() : facts.isDirectory())) return false;
  return platform === "win32" || (facts.uid === uid && (facts.mode & 0o022) === 0);
}

/** Removes old entries, and what is left of directories without any; other files stay. */
function removeOld(compiled: string, own: string, oldest: number): void {
  for (const name of readdirSync(compiled)) {
    const directory = join(compiled, name);
    attempt(() => {
      for (const file of readdirSync(directory)) {
        const path = join(directory, file);
        if (statSync(path).mtimeMs < oldest) rmSync(path, { force: true });
      }
      if (directory !== own) rmdirSync(directory);
    });
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
