/** Values that come through the system: long arguments, pipes, bytes. */
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEAL, dealServer } from "../../harness/dealServer.ts";
import { type Home, LAUNCHER, makeHome } from "../../harness/program.ts";
import { transcript } from "../../harness/transcript.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

describe.concurrent("a value that is taken arrives byte for byte", () => {
  it("nearly as long as an argument may be", async () => {
    const value = `${"long ".repeat(26_000)}end`;
    const server = await dealServer();
    const words = ["deals", "update", DEAL, "--field", `a=${value}`, "--json"];
    const { exit, stderr } = await home.launch(words, { env: server.env });
    await server.close();
    expect({ exit, stderr, sent: server.deal().a }).toEqual({ exit: 0, stderr: "", sent: value });
  });

  it.skipIf(!existsSync("/bin/bash"))("from a process substitution", async ({ expect }) => {
    const server = await dealServer();
    const script = `'${process.execPath}' '${LAUNCHER}' deals update ${DEAL} --field-file a=<(printf ' one ')`;
    const call = await home.shell('/bin/bash -c "$SCRIPT"', { env: { ...server.env, SCRIPT: script } });
    await server.close();
    expect([call.exit, call.stderr, server.deal().a]).toEqual([0, "", " one "]);
  });

  it("from a pipe that has a name", async () => {
    const server = await dealServer();
    const call = await home.shell(
      `printf ' piped \\n' | routera deals update ${DEAL} --field-file a=/dev/stdin --json`,
      {
        env: server.env,
      },
    );
    await server.close();
    expect({ exit: call.exit, stderr: call.stderr, sent: server.deal().a }).toEqual({
      exit: 0,
      stderr: "",
      sent: " piped \n",
    });
  });
});

describe.concurrent("a text that the shell hands over as bytes", () => {
  const shell = async (bytes: string): Promise<readonly [said: string, asked: readonly string[]]> => {
    const server = await dealServer();
    const script = `routera deals update ${DEAL} --field "a=$(printf '${bytes}')" --select a --json`;
    const call = await home.shell(script, { env: server.env });
    await server.close();
    return [transcript(call), server.asked()];
  };

  it.skipIf(process.platform !== "linux")("is refused when it is no UTF-8", async ({ expect }) => {
    expect(await shell("caf\\351")).toEqual([
      "exit 2\n--- stderr\n" +
        '{"error":{"code":"not_utf8","message":"an argument is not valid UTF-8",' +
        '"status":null,"retryable":false,"outcome":"not_applied",' +
        '"hint":"check the locale of the terminal, or convert the value with iconv and use --field-file","command":null,"exit_code":2}}',
      [],
    ]);
  });
  it("is taken when it is, the sign of damage too", async ({ expect }) => {
    const [said] = await shell("caf\\303\\251 \\357\\277\\275");
    expect(said).toBe('exit 0\n--- stdout\n{\n  "a": "café \ufffd"\n}');
  });
});
