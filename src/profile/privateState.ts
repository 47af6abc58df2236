/** The state folder, checked: plans and journals that others could swap would be carried out all the same. */
import { type Place, stateFolder } from "./paths.ts";
import { preparePrivateFolder } from "./privateFile.ts";
import type { Self } from "./trust.ts";

/** Makes it where it is missing. @throws Failure `no_home`, `unsafe_place`, `write_failed` */
export async function privateStateFolder(host: Place & Self): Promise<string> {
  const folder = stateFolder(host);
  await preparePrivateFolder(folder, host, "state");
  return folder;
}
