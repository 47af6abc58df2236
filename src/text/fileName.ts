/** Names that Windows does not give a file, or gives to something else. Pure. */

/** Devices, whatever ending follows. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[1-9¹²³])$/i;

/**
 * @param path as typed or absolute, with either slash
 * @returns why it is not the path of a file on Windows, to follow "is not a valid file name on Windows: "; undefined for others
 */
export function windowsNameProblem(path: string): string | undefined {
  const rest = path.replace(/^[\\/]{2}[?.][\\/]/, "").replace(/^[A-Za-z]:/, "");
  for (const name of rest.split(/[\\/]/)) {
    const problem = problemOf(name);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOf(name: string): string | undefined {
  if (name === "" || name === "." || name === "..") return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Windows refuses these
  const character = /[<>:"|?*\u0000-\u001f]/.exec(name)?.[0];
  if (character === ":") return 'it contains ":", which names a drive or a stream of a file';
  if (character !== undefined) return `it contains ${JSON.stringify(character)}`;
  if (/[ .]$/.test(name)) return `${JSON.stringify(name)} ends in a ${name.endsWith(".") ? "dot" : "space"}`;
  const [base = ""] = name.split(".");
  return DEVICE.test(base.trimEnd()) ? `${JSON.stringify(name)} names a device` : undefined;
}
