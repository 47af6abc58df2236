/** What this machine knows that completion may offer. Everything is loaded when it is asked for; trouble is an empty answer. */
import type { Known } from "../cli/completion/known.ts";
import type { Host } from "../host.ts";

export function localKnowledge(host: Host): Known {
  return {
    profiles: (given) =>
      quietly([], async () => {
        const [{ loadConfig }, { knownProfiles }] = await Promise.all([
          import("../profile/load.ts"),
          import("../profile/chooseProfile.ts"),
        ]);
        return knownProfiles(await loadConfig(host, given.get("config")?.at(-1)));
      }),
    runs: () =>
      quietly([], async () => {
        const [{ runIds }, { stateFolder }] = await Promise.all([
          import("../bulk/journal/openRun.ts"),
          import("../profile/paths.ts"),
        ]);
        return runIds(stateFolder(host));
      }),
    topics: async () => {
      const { TOPICS } = await import("./topics/index.ts");
      return Object.entries(TOPICS).map(([value, { summary }]) => ({ value, summary }));
    },
    fields: (given) =>
      quietly(new Map(), async () => {
        const [{ loadSettings }, { recall }, { originOf }] = await Promise.all([
          import("../profile/load.ts"),
          import("../memory/remember.ts"),
          import("../memory/origin.ts"),
        ]);
        const typed = (name: string) => given.get(name)?.at(-1);
        const settings = await loadSettings(host, {
          profile: typed("profile"),
          baseUrl: typed("baseUrl"),
          config: typed("config"),
        });
        const memory = await recall(originOf(settings), host);
        return new Map([...memory].sort().map(([name, values]) => [name, [...(values ?? [])].sort()]));
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
