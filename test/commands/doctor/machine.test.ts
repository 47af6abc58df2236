import { describe, expect, it } from "vitest";
import { checkClock } from "../../../src/commands/doctor/account.ts";
import { checkEnvironment, checkNode, checkVariables } from "../../../src/commands/doctor/machine.ts";

describe("what the process was started with", () => {
  it.each([
    ["20.19.0", "ok"],
    ["20.20.2", "ok"],
    ["26.1.0", "ok"],
    ["20.18.9", "error"],
    ["18.20.0", "error"],
  ])("Node %s: %s", (version, state) => {
    expect(checkNode(version).state).toBe(state);
  });
  it.each([
    [{ NODE_TLS_REJECT_UNAUTHORIZED: "0" }, /always checks certificates/],
    [{ NODE_OPTIONS: "--require /x.js" }, /NODE_OPTIONS/],
    [{ NODE_OPTIONS: "-r /x.js" }, /NODE_OPTIONS/],
    [{ SSLKEYLOGFILE: "/x" }, /SSLKEYLOGFILE/],
  ])("%j is a warning", (env, info) => {
    expect(checkEnvironment(env)).toEqual([
      expect.objectContaining({ state: "warning", info: expect.stringMatching(info) }),
    ]);
  });
  it.each(["http", "HTTP", "fs,tls", "*", "Net"])("NODE_DEBUG=%s is an error: no call is made", (debug) => {
    expect(checkEnvironment({ NODE_DEBUG: debug })).toEqual([
      expect.objectContaining({ state: "error", hint: ["unset NODE_DEBUG"], exitCode: 2 }),
    ]);
  });
  it.each([[{}], [{ NODE_DEBUG: "module,timer" }], [{ NODE_OPTIONS: "--max-old-space-size=100" }]])(
    "%j is fine",
    (env) => {
      expect(checkEnvironment(env)).toEqual([expect.objectContaining({ state: "ok" })]);
    },
  );
  it("an empty variable of ours is a warning", () => {
    expect(checkVariables({ ROUTERA_TOKEN: "", ROUTERA_PROFILE: "x", OTHER: "" })).toEqual([
      expect.objectContaining({ state: "warning", info: expect.stringContaining("ROUTERA_TOKEN") }),
    ]);
  });
  it.each([
    [undefined, "skipped"],
    [0, "ok"],
    [-29_000, "ok"],
    [31_000, "warning"],
    [-7_200_000, "warning"],
  ])("a clock off by %s ms: %s", (skew, state) => {
    expect(checkClock(skew).state).toBe(state);
  });
});
