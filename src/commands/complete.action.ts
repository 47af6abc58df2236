/** What a shell asks when TAB is pressed: `routera __complete SHELL …`. Local files only; trouble is silence. */

import { splitBashLine, unquote } from "../cli/completion/bashLine.ts";
import type { Known } from "../cli/completion/known.ts";
import { bashReply, fishReply, powershellReply, zshReply } from "../cli/completion/reply.ts";
import { suggest } from "../cli/completion/suggest.ts";
import type { Suggestions } from "../cli/completion/suggestion.ts";
import type { Host } from "../host.ts";
import { tree } from "./index.ts";
import { localKnowledge } from "./localKnowledge.ts";

/**
 * Writes the answer to stdout. By shell the words are: for bash the line up to the cursor, and the part of it that bash
 * replaces; for zsh and fish the words, the one under the cursor last; for PowerShell these, joined by NUL, in base64.
 * @returns 0, or 1 where there is no answer
 */
export async function answerShell(host: Host, [shell, ...words]: readonly string[]): Promise<number> {
  try {
    const answer = await answerFor(shell, words, localKnowledge(host));
    if (answer === undefined) return 1;
    await host.stdout.write(answer);
    return 0;
  } catch {
    // A message would land in the middle of the line that is being typed.
    return 1;
  }
}

async function answerFor(
  shell: string | undefined,
  words: readonly string[],
  known: Known,
): Promise<string | undefined> {
  if (shell === "bash") {
    const [line = "", replaced = ""] = words;
    const { before, raw, redirected } = splitBashLine(line);
    // zsh and fish complete what is behind a redirection by themselves.
    if (redirected) return bashReply({ words: [], ...(redirected === "file" && { file: 0 }) }, raw, replaced);
    return bashReply(await suggest(tree, before.slice(1), unquote(raw).text, known), raw, replaced);
  }
  if (shell === "zsh") return zshReply(await lastOf(words, known));
  if (shell === "fish") return fishReply(await lastOf(words, known));
  if (shell !== "powershell") return undefined;
  const line = Buffer.from(words[0] ?? "", "base64").toString("utf8");
  return powershellReply(await lastOf(line.split("\0"), known));
}

function lastOf(words: readonly string[], known: Known): Promise<Suggestions> {
  return suggest(tree, words.slice(0, -1), words.at(-1) ?? "", known);
}
