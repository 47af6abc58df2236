/**
 * Programs of Windows, as a shell finds and starts them: by PATH and PATHEXT, and `.cmd` and `.bat` files through cmd, which
 * alone can run them. Pure, but for looking whether a file exists.
 */
import { win32 } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** What is spawned. */
export type WindowsProgram = {
  readonly file: string;
  readonly args: readonly string[];
  /** True: Node must add no quotes of its own. */
  readonly isVerbatim: boolean;
};

/** What Windows itself takes where PATHEXT is not set. */
const ENDINGS = ".COM;.EXE;.BAT;.CMD";

/** The value of a variable, whose name has no case on Windows. */
export function windowsVariable(env: Environment, name: string): string | undefined {
  const own = Object.keys(env).find((one) => one.toUpperCase() === name.toUpperCase());
  return own === undefined ? undefined : env[own];
}

/**
 * Finds a program. A name without a directory is looked for in PATH alone: not in the current directory, where anyone may
 * have put a file of that name.
 * @param directory where relative paths begin
 * @param isFile whether there is a file
 * @returns its path; undefined where there is none
 */
export async function findWindowsProgram(
  program: string,
  {
    directory,
    env,
    isFile,
  }: {
    readonly directory: string;
    readonly env: Environment;
    readonly isFile: (path: string) => Promise<boolean>;
  },
): Promise<string | undefined> {
  const endings = (windowsVariable(env, "PATHEXT") || ENDINGS).split(";").filter((ending) => ending !== "");
  const hasEnding = endings.some((ending) => program.toLowerCase().endsWith(ending.toLowerCase()));
  const names = hasEnding ? [program] : [...endings.map((ending) => program + ending), program];
  const places = /[\\/:]/.test(program)
    ? [directory]
    : (windowsVariable(env, "PATH") ?? "")
        .split(";")
        .map((place) => place.trim().replace(/^"(.*)"$/, "$1"))
        .filter((place) => win32.isAbsolute(place));
  for (const place of places) {
    for (const name of names) {
      const path = win32.resolve(place, name);
      if (await isFile(path)) return path;
    }
  }
  return undefined;
}

/**
 * How a program is started. In double quotes cmd leaves every character alone but `"`, `%` and line ends; a batch file reads
 * its arguments again, so that no escape of them is certain.
 * @returns undefined where cmd has no text for the path or for an argument
 */
export function startWindowsProgram(
  path: string,
  args: readonly string[],
  env: Environment,
): WindowsProgram | undefined {
  if (!/\.(cmd|bat)$/i.test(path)) return { file: path, args, isVerbatim: false };
  const words = [path, ...args];
  if (words.some((word) => /["%\r\n\0]/.test(word))) return undefined;
  const line = words.map((word, at) => (at > 0 && PLAIN.test(word) ? word : quoted(word))).join(" ");
  return {
    file: windowsVariable(env, "ComSpec") || "cmd.exe",
    // /d: no commands of the registry, /v:off: `!` is a character, /s: only the outer quotes are taken off.
    args: ["/d", "/s", "/v:off", "/c", `"${line}"`],
    isVerbatim: true,
  };
}

/** The same without quotes, also to a batch file that compares them. */
const PLAIN = /^[A-Za-z0-9_./:\\-]+$/;

/** Backslashes in front of the quotation mark at the end are doubled for the program that reads the word at last. */
function quoted(word: string): string {
  return `"${word.replace(/\\+$/, "$&$&")}"`;
}
