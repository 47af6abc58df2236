/** The directory of runs and of the sandbox's deals: the usual one, or one that a caller names. */
import type { Host } from "../host.ts";
import type { StateDirectory } from "./account.ts";

export function accountStateDirectory(host: Host): StateDirectory {
  return {
    find: async () => {
      const { checkedStateDirectory } = await import("../files/privateFile.ts");
      return checkedStateDirectory(host);
    },
    open: async () => {
      const { privateStateDirectory } = await import("../files/privateFile.ts");
      return privateStateDirectory(host);
    },
  };
}

/** A directory that the caller names is the caller's to guard. */
export function namedStateDirectory(path: string): StateDirectory {
  return { find: async () => path, open: async () => path };
}
