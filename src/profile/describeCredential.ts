/** Where the token of a call would come from, in words; never the token. */
import { describeSource } from "./describeSource.ts";
import type { Settings } from "./settings.ts";
import { shellWord } from "./shellWord.ts";

/** `the token of ROUTERA_TOKEN`, `the output of the tokenCommand of user file …`, `none …` */
export function describeCredential({ credential, embedded, profile }: Settings): string {
  if (embedded) return "the sandbox's own, made for this call";
  if (credential === undefined) {
    const flag = profile.source.from === "flag" ? ` --profile ${shellWord(profile.value)}` : "";
    return `none: set ROUTERA_TOKEN or type \`routera auth login${flag}\``;
  }
  const source = describeSource(credential.source);
  if (credential.kind === "token") return `from ${source}`;
  return credential.kind === "client"
    ? `fetched with client credentials from ${source}`
    : `printed by the tokenCommand of ${source}`;
}
