/** What stderr holds for programs. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/host.ts";
import { answer } from "../../api/scriptedServer.ts";
import { DEAL, dealServer } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

describe("stderr with --json", () => {
  it("holds JSON only: progress, requests, and what a tokenCommand says", async () => {
    // The answer takes longer than any pause between two lines of progress.
    const lines: (() => void)[] = [];
    const clock = {
      ...systemClock,
      every: (_ms: number, line: () => void) => {
        lines.push(line);
        return () => {};
      },
    };
    let relayed = () => {};
    const whole = new Promise<void>((resolve) => {
      relayed = resolve;
    });
    const onStderr = (text: string) => {
      if (text.includes('"two"')) relayed();
    };
    const server = await dealServer({
      GET: async (response, request) => {
        await whole;
        for (const line of lines) line();
        answer(200, { id: DEAL })(response, request);
      },
    });
    const command = home.write("token.sh", "#!/bin/sh\nprintf 'one\\ntwo' >&2\necho token\n", 0o700);
    home.write(
      ".config/routera/config.yaml",
      `profiles: { default: { baseUrl: "${server.url}", tokenCommand: ["${command}"] } }`,
    );
    const done = await home.run(["deals", "get", DEAL, "--json", "--verbose"], { clock, onStderr });
    await server.close();
    expect(done.exit).toBe(0);
    const said = done.stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(said).toContainEqual({ note: { code: "token_command", message: "one" } });
    expect(said).toContainEqual({ note: { code: "token_command", message: "two" } });
    expect(said.some(({ note }) => note?.code === "http" && /^> GET /.test(note.message))).toBe(true);
  });
});
