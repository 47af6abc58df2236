/** One call against one server, and the whole result as one text: what was said, and what was asked of the server. */
import { DEAL, type DealServer, dealServer, type Responders } from "./dealServer.ts";
import { fastClock } from "./fastClock.ts";
import { type Home, makeHome, type RunOptions } from "./program.ts";
import { transcript } from "./transcript.ts";

export type ServerRunOptions = RunOptions & {
  /** The command; the server's deal is renamed without it. */
  readonly args?: readonly string[];
  /** Further words of the command. */
  readonly words?: readonly string[];
  /** Called while the server is still there. */
  readonly check?: (server: DealServer, home: Home) => void;
};

/** Renames the deal. */
export const RENAME = ["deals", "update", DEAL, "--field", "deal_name=Renamed", "--select", "deal_name"];
/** Reads the deal. */
export const READ = ["deals", "get", DEAL, "--select", "deal_name"];

/** On a clock on which no one waits. @returns a transcript that ends with the requests that came, the deal's id as `ID` */
export async function runAgainstServer(acts: Responders, options: ServerRunOptions = {}): Promise<string> {
  const { args = RENAME, words = [], check, env, ...rest } = options;
  const home = makeHome();
  const server = await dealServer(acts);
  try {
    const call = await home.run([...args, ...words], {
      clock: fastClock(),
      ...rest,
      env: { ...server.env, ...env },
    });
    check?.(server, home);
    const asked = server.asked().map((request) => `\n${request}`);
    return transcript(
      { ...call, stderr: `${call.stderr}--- asked${asked.join("") || "\nnothing"}\n` },
      { [DEAL]: "ID" },
    ).replace("--- stderr\n--- asked", "--- asked");
  } finally {
    await server.close();
    home.remove();
  }
}
