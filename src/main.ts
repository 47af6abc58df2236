/** One call, start to finish: the entry of the bundle. */
import { version } from "../package.json" with { type: "json" };
import { writeHelp, writeOut } from "./cli/writeOut.ts";
import { type Host, withCleanEnvironment } from "./host.ts";

export { hostOf } from "./host.ts";

/**
 * Runs one command line.
 * @returns the exit code; never throws
 */
export async function main(host: Host): Promise<number> {
  const [first, ...more] = host.argv;
  // The two commonest questions need neither parser nor context.
  if (more.length === 0) {
    if (first === "--version" || first === "-V") return writeOut(host, `${version}\n`);
    if (first === undefined || first === "--help" || first === "-h") {
      const [{ groupHelp }, { tree }] = await Promise.all([
        import("./cli/help.ts"),
        import("./commands/index.ts"),
      ]);
      return writeHelp(withCleanEnvironment(host), groupHelp(tree, []));
    }
  }
  if (first === "__complete") {
    const { completeAction } = await import("./commands/complete.action.ts");
    return completeAction(withCleanEnvironment(host), more);
  }
  const { runCli } = await import("./runCli.ts");
  return runCli(withCleanEnvironment(host), version);
}
