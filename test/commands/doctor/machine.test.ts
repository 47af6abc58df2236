import { describe, expect, it } from "vitest";
import { checkClock } from "../../../src/commands/doctor/account.ts";
import { checkEnvironment, checkNode, checkVariables } from "../../../src/commands/doctor/machine.ts";

describe("what the process was started with", () => {
  it.each([
    ["20.19.0", "fine"],
    ["20.20.2", "fine"],
    ["26.1.0", "fine"],
    ["20.18.9", "trouble"],
    ["18.20.0", "trouble"],
  ])("Node %s: %s", (version, state) => {
    expect(checkNode(version).state).toBe(state);
  });
  it.each([
    [{ NODE_TLS_REJECT_UNAUTHORIZED: "0" }, /checks certificates all the same/],
    [{ NODE_OPTIONS: "--require /x.js" }, /NODE_OPTIONS/],
    [{ NODE_OPTIONS: "-r /x.js" }, /NODE_OPTIONS/],
    [{ SSLKEYLOGFILE: "/x" }, /SSLKEYLOGFILE/],
  ])("%j is a warning", (env, fact) => {
    expect(checkEnvironment(env)).toEqual([
      expect.objectContaining({ state: "warning", fact: expect.stringMatching(fact) }),
    ]);
  });
  it.each(["http", "HTTP", "fs,tls", "*", "Net"])("NODE_DEBUG=%s is trouble: no call is made", (debug) => {
    expect(checkEnvironment({ NODE_DEBUG: debug })).toEqual([
      expect.objectContaining({ state: "trouble", remedy: ["unset NODE_DEBUG"], exitCode: 2 }),
    ]);
  });
  it.each([[{}], [{ NODE_DEBUG: "module,timer" }], [{ NODE_OPTIONS: "--max-old-space-size=100" }]])(
    "%j is fine",
    (env) => {
      expect(checkEnvironment(env)).toEqual([expect.objectContaining({ state: "fine" })]);
    },
  );
  it("an empty variable of ours is a warning", () => {
    expect(checkVariables({ ROUTERA_TOKEN: "", ROUTERA_PROFILE: "x", OTHER: "" })).toEqual([
      expect.objectContaining({ state: "warning", fact: expect.stringContaining("ROUTERA_TOKEN") }),
    ]);
  });
  it.each([
    [undefined, "skipped"],
    [0, "fine"],
    [-29_000, "fine"],
    [31_000, "warning"],
    [-7_200_000, "warning"],
  ])("a clock off by %s ms: %s", (skew, state) => {
    expect(checkClock(skew).state).toBe(state);
  });
});
