/** Errors of the operating system in words: the only table of them. */
import { constants } from "node:os";
import { getSystemErrorMap } from "node:util";
import { type Hint, shellOn } from "../hint.ts";
import { thisHost } from "../host.ts";

const HERE = thisHost().platform;

/** Where the system's own words help less, or there are none. */
const WORDS: Readonly<Record<string, string>> = {
  EDQUOT: "disk quota exceeded",
  EISDIR: "it is a directory",
  ELOOP: "symbolic link loop",
};

const OPEN_ELSEWHERE = "open in another program, such as Excel; close it there";
/** Windows answers EPERM where it means one of many things. */
const WORDS_ON_WINDOWS: Readonly<Record<string, string>> = {
  EBUSY: OPEN_ELSEWHERE,
  EPERM: `not permitted, or ${OPEN_ELSEWHERE}`,
  EACCES: `not permitted, or ${OPEN_ELSEWHERE}`,
};

/** Where an input file cannot be read, these say more. */
const WORDS_FOR_READING: Readonly<Record<string, string>> = {
  ENOENT: "file not found",
  EACCES: "permission denied",
  EISDIR: "it is a directory",
};

/** `no space left on device (ENOSPC)`; on Windows in words alone: its codes are not those that people know. */
export function systemReason(error: unknown, platform: NodeJS.Platform = HERE): string {
  if (!isSystemError(error)) return error instanceof Error ? error.message : String(error);
  // Node has neither a name nor words for this one.
  const code = error.errno === -constants.errno.EDQUOT ? "EDQUOT" : error.code;
  const words = (platform === "win32" ? WORDS_ON_WINDOWS[code] : undefined) ?? WORDS[code] ?? wordsOf(error);
  return platform === "win32" ? words : `${words} (${code})`;
}

/** The same for a file that the user named to be read: common reasons without their codes. */
export function readReason(error: unknown, platform: NodeJS.Platform = HERE): string {
  const code = isSystemError(error) ? error.code : "";
  const words = platform === "win32" && code in WORDS_ON_WINDOWS ? undefined : WORDS_FOR_READING[code];
  return words ?? systemReason(error, platform);
}

/** How to look at who may read a file, or what is in a directory; on Windows the reason says what to do, and there is no `ls`. */
export function lookAtHint(
  say: string,
  path: string,
  flag: "-l" | "-ld",
  platform: NodeJS.Platform = HERE,
): Hint | undefined {
  return platform === "win32" ? undefined : { say, shell: shellOn(path, "ls", flag) };
}

function wordsOf({ errno, message }: SystemError): string {
  const words = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return words ?? message;
}

type SystemError = NodeJS.ErrnoException & { readonly code: string };

/** True for an error of the operating system, with this code when one is given. */
export function isSystemError(error: unknown, code?: string): error is SystemError {
  if (!(error instanceof Error)) return false;
  const own = (error as NodeJS.ErrnoException).code;
  return typeof own === "string" && (code === undefined || own === code);
}
