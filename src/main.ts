/** One call, start to finish: the entry of the bundle. */
import { version } from "../package.json" with { type: "json" };
import type { Host } from "./host.ts";
import { writeOut } from "./writeOut.ts";

export { hostOf } from "./host.ts";

/**
 * Runs one command line.
 * @returns the exit code; never throws
 */
export async function main(host: Host): Promise<number> {
  const [only, ...more] = host.argv;
  if (more.length === 0 && (only === "--version" || only === "-V")) {
    return writeOut(host, `${version}\n`);
  }
  const { call } = await import("./call.ts");
  return call(host, version);
}
