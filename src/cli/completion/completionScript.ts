/**
 * What a shell needs to ask this program what a word may become. Every script passes on what was typed as text, evaluates
 * none of it, and inserts nothing that is not quoted.
 */
import { bashScript } from "./bashScript.ts";
import { fishScript } from "./fishScript.ts";
import { powershellScript } from "./powershellScript.ts";
import { zshScript } from "./zshScript.ts";

export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

export type Shell = (typeof SHELLS)[number];

export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}

const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
};
