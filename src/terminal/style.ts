/** Colors and weights. The only file that knows chalk. */

/** Text in, text with escape sequences (or without, at level 0) out. */
export type Style = {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
};

/** How many colors: none, 16, 256, 16 million. */
export type ColorLevel = 0 | 1 | 2 | 3;

type Env = Readonly<Record<string, string | undefined>>;

/** No color at all. */
export const plainStyle: Style = {
  bold: (text) => text,
  dim: (text) => text,
  red: (text) => text,
  green: (text) => text,
  yellow: (text) => text,
  cyan: (text) => text,
};

/**
 * Decides for one stream: `--color`/`--no-color`, then NO_COLOR (non-empty), then FORCE_COLOR, then the terminal.
 * @param about.flag undefined when neither flag was given
 */
export function colorLevel(about: {
  readonly flag: boolean | undefined;
  readonly env: Env;
  readonly isTTY: boolean;
}): ColorLevel {
  const { flag, env, isTTY } = about;
  if (flag === false) return 0;
  if (flag === true) return terminalLevel(env) || 1;
  if (env.NO_COLOR) return 0;
  const forced = env.FORCE_COLOR;
  if (forced) return forcedLevel(forced);
  return isTTY ? terminalLevel(env) : 0;
}

/** The styles of a level. chalk is loaded only when there is something to color. */
export async function styleFor(level: ColorLevel): Promise<Style> {
  if (level === 0) return plainStyle;
  const { Chalk } = await import("chalk");
  // chalk's own instance looks at the process and ignores NO_COLOR; this one does as it is configured.
  const chalk = new Chalk({ level });
  return {
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    red: (text) => chalk.red(text),
    green: (text) => chalk.green(text),
    yellow: (text) => chalk.yellow(text),
    cyan: (text) => chalk.cyan(text),
  };
}

function forcedLevel(value: string): ColorLevel {
  if (value === "0" || value === "false") return 0;
  if (value === "2" || value === "3") return Number(value) as ColorLevel;
  return 1;
}

function terminalLevel(env: Env): ColorLevel {
  const term = env.TERM ?? "";
  if (term === "dumb") return 0;
  if (/^(?:truecolor|24bit)$/i.test(env.COLORTERM ?? "")) return 3;
  if (/-256(?:color)?$/i.test(term)) return 2;
  return 1;
}
