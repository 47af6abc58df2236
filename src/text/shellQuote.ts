/** Quoting: one word of a command → the text that a person's shell reads as exactly that word. Pure. */

/** `posix` is bash or zsh; `windows` is PowerShell or cmd: what has the same meaning in both. */
export type Shell = "posix" | "powershell" | "cmd" | "windows";

/** @returns undefined where this shell has no text for the word, or none that means the same in all its versions */
export function shellWord(word: string, shell: Shell = "posix"): string | undefined {
  if (PLAIN.test(word)) return word;
  // PowerShell takes a bare `--` for itself.
  if (/^--?$/.test(word) && (shell === "posix" || shell === "cmd")) return word;
  // No program is given a NUL, and half a character has no bytes.
  if (word.includes("\0") || !word.isWellFormed()) return undefined;
  return QUOTE[shell](word);
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The shell that this process was most likely started from. */
export function shellOf(platform: NodeJS.Platform, env: Environment): Shell {
  if (platform !== "win32") return "posix";
  // Git Bash and MSYS2 set MSYSTEM; cmd sets PROMPT for what it starts, PowerShell does not.
  if (env.MSYSTEM || env.SHELL) return "posix";
  if (!env.PROMPT) return "powershell";
  // One was started from the other, and text that is quoted for one of them could run a command in the other.
  return hasPowerShellModules(env) ? "windows" : "cmd";
}

/** True below a PowerShell: it adds directories of its own to PSModulePath, beside those of all users that Windows sets. */
function hasPowerShellModules(env: Environment): boolean {
  const ofAll = [
    env.ProgramFiles,
    env["ProgramFiles(x86)"],
    env.SystemRoot,
    "C:\\Program Files",
    "C:\\Windows",
  ].flatMap((directory) => (directory ? [`${directory.toLowerCase()}\\`] : []));
  const entries = (env.PSModulePath ?? "")
    .toLowerCase()
    .split(";")
    .filter((entry) => entry !== "");
  return entries.some(
    (entry) =>
      /\\powershell\\\d+\\/.test(entry) ||
      !(entry.startsWith("%") || ofAll.some((one) => entry.startsWith(one))),
  );
}

/**
 * Means itself in all three shells: no `=` in front (zsh looks for a command), no `,` or `@` (an array in PowerShell), no
 * `%` (a variable in cmd), no `~`, no braces, and no dash but as a flag is written.
 */
const PLAIN = /^(?:[A-Za-z0-9_./:+][A-Za-z0-9_./:+=-]*|--?[A-Za-z][A-Za-z0-9_=-]*)$/;

const QUOTE: Readonly<Record<Shell, (word: string) => string | undefined>> = {
  posix: (word) => (UNSHOWN.test(word) ? ansiC(word) : `'${word.replaceAll("'", `'\\''`)}'`),
  powershell,
  cmd,
  windows: (word) => {
    // In double quotes both leave the rest alone. The typographic ones are quotation marks of PowerShell.
    const isSame = !/[$`\u201c-\u201e]/.test(word) && powershell(word) !== undefined;
    return isSame ? cmd(word) : undefined;
  },
};

/**
 * What a terminal would act on, or show as an escape: the pasted text would be another one. The same characters as
 * those of `safeText`.
 */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?!\p{VS})\p{DI}|\p{VS}/u;

/** `$'…'`, with bytes in hex: they are the same in every locale. `!` too, which an interactive bash may expand. */
function ansiC(word: string): string {
  const text = [...word].map((character) => {
    if (/^[A-Za-z0-9 _./:@%+=,-]$/.test(character)) return character;
    if (character > "\x7f" && !UNSHOWN.test(character)) return character;
    return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  });
  return `$'${text.join("")}'`;
}

/**
 * PowerShell before 7.3 hands a quotation mark, an empty word, and a backslash at the end of a word with spaces to a
 * program in another way than later versions: there is no text that means the same in both.
 */
function powershell(word: string): string | undefined {
  if (word === "" || word.includes('"') || (word.endsWith("\\") && /\s/.test(word))) return undefined;
  // The typographic quotation marks are quotation marks here, and are doubled in the same way.
  if (!UNSHOWN.test(word)) return `'${word.replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
  const text = [...word].map((character) => {
    if (/^[`$\u201c\u201d\u201e]$/.test(character)) return `\`${character}`;
    if (!UNSHOWN.test(character)) return character;
    return [...character]
      .flatMap((one) => one.split(""))
      .map((unit) => `$([char]${unit.charCodeAt(0)})`)
      .join("");
  });
  return `"${text.join("")}"`;
}

/**
 * In double quotes cmd leaves all alone but `%` and, with delayed expansion, `!`; nothing quotes those at its prompt. A
 * quotation mark inside would end the quotes for cmd, though not for the program.
 */
function cmd(word: string): string | undefined {
  if (/[%!"]/.test(word) || UNSHOWN.test(word)) return undefined;
  return `"${word.replace(/\\+$/, "$&$&")}"`;
}
