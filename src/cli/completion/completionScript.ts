/**
 * What a shell needs to ask this program what a word may become. Every script passes on what was typed as text, evaluates
 * none of it, and inserts nothing that is not quoted.
 */
import { bashScript } from "./bashScript.ts";
import { fishScript } from "./fishScript.ts";
import { powershellScript } from "./powershellScript.ts";
import type { Shell } from "./shells.ts";
import { zshScript } from "./zshScript.ts";

export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}

const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
};
