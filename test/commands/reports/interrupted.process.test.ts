/** A signal ends a run within seconds, so its reports are not written; the command that writes them is named. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { printJson } from "../../../src/json.ts";
import { answer } from "../../api/scriptedServer.ts";
import { DEAL, dealServer } from "../../harness/dealServer.ts";
import { makeHome, waitForExit } from "../../harness/program.ts";

it.skipIf(process.platform === "win32")(
  "an interrupted apply names the command that writes its report",
  async () => {
    const home = makeHome();
    onTestFinished(home.remove);
    let interrupt = (): void => {};
    const server = await dealServer({
      PATCH: (store) => (response, request) => {
        interrupt();
        setTimeout(() => answer(200, printJson(store()))(response, request), 200);
      },
    });
    onTestFinished(() => server.close());
    home.write("rows.csv", `id,deal_stage\n${DEAL},won\n`);
    const words = ["deals", "apply", "rows.csv", "--yes", "--report", "run.md"];
    const child = home.start(words, { env: server.env });
    interrupt = () => void child.kill("SIGINT");
    const { exit, stderr } = await waitForExit(child);
    expect([exit, existsSync(join(home.path, "run.md"))]).toEqual([130, false]);
    const command = /the report is not written; to write it: routera (runs show \S+ --report run\.md)/.exec(
      stderr,
    )?.[1];
    expect(stderr).toContain(command ?? "the command that writes the report");
    expect((await home.run((command ?? "").split(" "))).exit).toBe(0);
    expect(readFileSync(join(home.path, "run.md"), "utf8")).toMatch(
      /^## Run completed: 1 of 1 change applied/,
    );
  },
);
