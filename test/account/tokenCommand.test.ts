import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { type TokenCommand, tokenCommand } from "../../src/account/tokenCommand.ts";
import { systemClock, thisHost } from "../../src/host.ts";
import { failureOf } from "../config/scratch.ts";
import { environment } from "../harness/program.ts";

const jwt = (exp: number) => `e30.${Buffer.from(JSON.stringify({ exp })).toString("base64url")}.s`;

/** A command that is a script of node; its stderr is kept. */
function scene(script: string, more: Partial<TokenCommand> = {}) {
  const said: string[] = [];
  const stop = new AbortController();
  const source = tokenCommand({
    command: [process.execPath, "-e", script],
    directory: process.cwd(),
    env: environment(tmpdir()),
    clock: { ...systemClock, now: () => 0 },
    processes: thisHost().processes,
    platform: thisHost().platform,
    signal: stop.signal,
    say: (text) => said.push(text),
    ...more,
  });
  return { source, said, stop };
}
/** Prints another token at each run. */
const CHANGING = 'console.log("t-" + process.hrtime.bigint())';

describe("tokenCommand", () => {
  it("runs once for all that ask", async () => {
    const { source } = scene(CHANGING);
    const [first, ...others] = await Promise.all([source.token(), source.token(), source.token()]);
    expect(new Set([...others, await source.token()])).toEqual(new Set([first]));
  });

  it("runs again for a refused token, for all that were refused together, and not again", async () => {
    const { source } = scene(CHANGING);
    const refused = await source.token();
    const [fresh, other] = await Promise.all([source.refresh(refused), source.refresh(refused)]);
    expect(fresh).not.toBe(refused);
    expect(other).toBe(fresh);
    expect(await source.token()).toBe(fresh);
    expect(await source.refresh(fresh ?? "")).toBeUndefined();
  });

  it("runs again for a token that was refused after a success, and an old one's success counts for nothing", async () => {
    const { source } = scene(CHANGING);
    const first = await source.token();
    const second = (await source.refresh(first)) ?? "";
    source.taken?.(first);
    expect(await source.refresh(second)).toBeUndefined();
    source.taken?.(second);
    const third = (await source.refresh(second)) ?? "";
    expect(new Set([first, second, third, ""]).size).toBe(4);
    expect(await source.refresh(third)).toBeUndefined();
  });

  it("runs again when its token has ended, once for all", async () => {
    let now = 0;
    const script = `console.log("e30." + Buffer.from(JSON.stringify({ exp: 1000, n: String(process.hrtime.bigint()) })).toString("base64url") + ".s")`;
    const { source } = scene(script, { clock: { ...systemClock, now: () => now } });
    const first = await source.token();
    expect(await source.token()).toBe(first);
    now = 1_000_000;
    const [second, third] = await Promise.all([source.token(), source.token()]);
    expect(second).not.toBe(first);
    expect(third).toBe(second);
  });

  it("a token that has expired by this machine's clock before it came is used, and not asked for again", async () => {
    const { source } = scene(`console.log("${jwt(1)}" + Math.random().toString(36).slice(2))`, {
      clock: { ...systemClock, now: () => 10_000_000 },
    });
    const first = await source.token();
    expect(await source.token()).toBe(first);
  });

  it("a failure is not kept: the next one may be luckier", async () => {
    const { source } = scene("process.exit(Math.round(Math.random()) + 1)");
    const first = await failureOf(() => source.token());
    const second = await failureOf(() => source.token());
    expect(first).not.toBe(second);
    expect(first.code).toBe("token_command_failed");
  });

  it("is ended when it takes too long, also where it does not listen", async () => {
    const { source } = scene('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)', {
      timeout: 200,
    });
    const failure = await failureOf(() => source.token());
    expect(failure.message).toContain("timed out after 0.2s");
  });

  it("is ended by the signal, with its reason", async () => {
    const { source, stop } = scene("setInterval(() => {}, 1000)");
    const token = source.token();
    const reason = new Error("stop");
    stop.abort(reason);
    await expect(token).rejects.toBe(reason);
    await expect(source.token()).rejects.toBe(reason);
  });

  it("does not wait for what it left running", async () => {
    const child =
      'require("node:child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 4000)"], { stdio: "inherit", detached: true }).unref();';
    const { source } = scene(`${child} console.log("left-something")`);
    expect(await source.token()).toBe("left-something");
  });

  it("its stderr comes as text, whole characters", async () => {
    const { source, said } = scene('process.stderr.write("zażółć 🔑\\n"); console.log("t")');
    await source.token();
    expect(said.join("")).toBe("zażółć 🔑\n");
  });
});
