/** Answers a shell when TAB is pressed: `routera __complete SHELL …`. Reads local files only; errors are silent. */
import { splitBashLine, unquote } from "../cli/completion/bashLine.ts";
import { bashReply, fishReply, powershellReply, zshReply } from "../cli/completion/reply.ts";
import { suggest } from "../cli/completion/suggest.ts";
import type { CompletionSource, Suggestions } from "../cli/completion/suggestion.ts";
import type { Host } from "../host.ts";
import { tree } from "./index.ts";

/**
 * Writes the answer to stdout. By shell the words are: for bash the line up to the cursor, and the part of it that bash
 * replaces; for zsh and fish the words, the one under the cursor last; for PowerShell these, joined by NUL, in base64.
 * @returns 0, or 1 where there is no answer
 */
export async function completeAction(host: Host, [shell, ...words]: readonly string[]): Promise<number> {
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
  source: CompletionSource,
): Promise<string | undefined> {
  if (shell === "bash") {
    const [line = "", replaced = ""] = words;
    const { before, raw, redirected } = splitBashLine(line);
    // zsh and fish complete what is behind a redirection by themselves.
    if (redirected) return bashReply({ words: [], ...(redirected === "file" && { file: 0 }) }, raw, replaced);
    return bashReply(await suggest(tree, before.slice(1), unquote(raw).text, source), raw, replaced);
  }
  if (shell === "zsh") return zshReply(await lastOf(words, source));
  if (shell === "fish") return fishReply(await lastOf(words, source));
  if (shell !== "powershell") return undefined;
  const line = Buffer.from(words[0] ?? "", "base64").toString("utf8");
  return powershellReply(await lastOf(line.split("\0"), source));
}

function lastOf(words: readonly string[], source: CompletionSource): Promise<Suggestions> {
  return suggest(tree, words.slice(0, -1), words.at(-1) ?? "", source);
}

function localKnowledge(host: Host): CompletionSource {
  return {
    profiles: (given) =>
      quietly([], async () => {
        const [{ loadConfig }, { knownProfiles }] = await Promise.all([
          import("../config/load.ts"),
          import("../config/profile.ts"),
        ]);
        return knownProfiles(await loadConfig(host, given.get("config")?.at(-1)));
      }),
    runs: () =>
      quietly([], async () => {
        const [{ runIds }, { checkedStateDirectory }] = await Promise.all([
          import("../runs/storage/open.ts"),
          import("../files/privateFile.ts"),
        ]);
        return runIds(await checkedStateDirectory(host));
      }),
    topics: async () => {
      const { TOPICS } = await import("./topics/index.ts");
      return Object.entries(TOPICS).map(([value, { summary }]) => ({ value, summary }));
    },
    fields: (given) =>
      quietly(new Map(), async () => {
        const [{ loadSettings }, { readKnownFields }, { targetOf }] = await Promise.all([
          import("../config/load.ts"),
          import("../account/suggestions/recordFields.ts"),
          import("../account/target.ts"),
        ]);
        const typed = (name: string) => given.get(name)?.at(-1);
        const settings = await loadSettings(host, {
          profile: typed("profile"),
          baseUrl: typed("baseUrl"),
          config: typed("config"),
        });
        const knownFields = await readKnownFields(targetOf(settings), host);
        return new Map([...knownFields].sort().map(([name, values]) => [name, [...(values ?? [])].sort()]));
      }),
  };
}

async function quietly<T>(otherwise: T, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch {
    return otherwise;
  }
}
