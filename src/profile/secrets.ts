/** A secret is only read from a user file that its owner alone can read. */
import type { Stats } from "node:fs";
import { usage } from "../failure.ts";
import type { ConfigData, Profile } from "./schema.ts";
import { shellWord } from "./shellWord.ts";
import { hasOwners, isForeign, type Self } from "./trust.ts";

/**
 * Checks who can read a user file that holds a secret in any of its profiles, and who can write one that names a command.
 * @param facts of the file that was read, behind any link
 * @throws Failure `secret_exposed` with the chmod to type
 */
export function checkSecrets(data: ConfigData, shown: string, facts: Stats, self: Self): void {
  if (!hasOwners(self)) return;
  const profiles = Object.values(data.profiles);
  const secret = profiles.some(holdsSecret);
  const command = profiles.some((profile) => profile.tokenCommand !== undefined);
  if (!secret && !command) return;
  const what = secret ? "a secret" : "a command to run";
  if (isForeign(facts, self.uid)) {
    throw usage(
      "secret_exposed",
      `${shown} holds ${what}, but belongs to another user`,
      `make a copy of your own: install -m 600 ${shellWord(shown)} FILE, then --config FILE`,
    );
  }
  if ((facts.mode & (secret ? 0o077 : 0o022)) !== 0) {
    throw usage(
      "secret_exposed",
      `${shown} holds ${what}, but others can ${secret ? "read" : "write"} it (mode ${modeOf(facts)})`,
      `chmod 600 ${shellWord(shown)}`,
    );
  }
}

/** True for a profile that holds what must stay private. A command is none: it only leads to one. */
export function holdsSecret(profile: Profile): boolean {
  return profile.token !== undefined || profile.clientSecret !== undefined;
}

function modeOf(facts: Stats): string {
  return (facts.mode & 0o777).toString(8).padStart(4, "0");
}
