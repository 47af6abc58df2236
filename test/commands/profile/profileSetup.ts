/** Shared set-up of the tests show, set, use. */
import { expect } from "vitest";
import { CANARY, type Home, type RunOptions } from "../../harness/program.ts";

export const FILE = ".config/routera/config.yaml";
export const COMMENTED = `# my profiles
profile: work # the usual one
profiles:
  # at work
  work:
    timeout: 5s # slow line
    # what I look at
    properties: [ amount ] # and no more
    token: ${CANARY}
  audit: { readonly: true }
`;

/** Calls whose result is JSON, in the home of the test. */
export function profileCalls(home: () => Home) {
  return {
    json: async (args: readonly string[], options: RunOptions = {}) => {
      const { exit, stdout, stderr } = await home().run([...args, "--json"], options);
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
      expect(stdout).not.toContain(CANARY);
      return JSON.parse(stdout);
    },
    /** The exit code and the code of a refusal. */
    codeOf: async (args: readonly string[], options: RunOptions = {}) => {
      const { exit, stdout, stderr } = await home().run([...args, "--json"], options);
      expect(stdout).toBe("");
      expect(stderr).not.toContain(CANARY);
      return [exit, JSON.parse(stderr).error.code];
    },
  };
}
