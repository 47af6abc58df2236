/** Answers that would take all memory. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { endless } from "../../api/scriptedServer.ts";
import { DEAL, dealServer } from "../../harness/dealServer.ts";
import { makeHome } from "../../harness/program.ts";
import { bomb } from "./answerActs.ts";

describe.concurrent("memory and time stay small", () => {
  it.for([
    ["a bomb", bomb],
    ["a body without end", endless],
  ] as const)("%s", async ([_what, act], { expect }) => {
    const home = makeHome();
    const report = home.write(
      "report.cjs",
      `process.on("exit", () => require("fs").writeFileSync("peak", String(process.resourceUsage().maxRSS)));`,
    );
    const server = await dealServer({ GET: act });
    // Through a shell: a process starts out with the peak of the one that it was forked from.
    const { exit } = await home.shell(`routera deals get ${DEAL}; exit $?`, {
      env: { ...server.env, NODE_OPTIONS: `--require ${report}` },
    });
    await server.close();
    const megabytes = Number(readFileSync(join(home.path, "peak"), "utf8")) / 1024;
    home.remove();
    // With a small answer it needs some 50; the bomb unpacks to 128.
    expect({ exit, small: megabytes > 10 && megabytes < 110 }).toEqual({ exit: 1, small: true });
  });
});
