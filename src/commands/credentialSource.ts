/** Where the credential of a call is from, in words of that call; where there is none, how to have one. */
import { describeCredential, type Settings } from "../config/settings.ts";
import type { Wording } from "../hint.ts";

export function credentialSource(settings: Settings, wording: Wording): string {
  const described = wording.words(describeCredential(settings));
  if (settings.credential || settings.embedded) return described;
  return `${described}: ${wording.hint({ logIn: "missing" }).hint}`;
}
