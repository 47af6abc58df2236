/** What an attacker would wait for: a front door of their own, and a search for the canary in all that a call leaves behind. */
import { expect } from "vitest";
import type { AccountServer } from "../harness/accountServer.ts";
import { CANARY, type Finished, type Home } from "../harness/program.ts";

/** Fails when the canary, or a part or an encoding of it, stands in an output or in a file that is not one of `owners`. */
export function expectNoCanary(home: Home, done: Finished, owners: readonly string[] = []): void {
  const files = home.files().filter(({ path }) => !owners.some((name) => path.endsWith(name)));
  const places = {
    stdout: done.stdout,
    stderr: done.stderr,
    files: files.map(({ path, text }) => path + text).join("\n"),
  };
  for (const [place, text] of Object.entries(places)) {
    for (const trace of TRACES)
      expect(text.includes(trace), `${place} holds the token: ${trace.slice(0, 6)}…`).toBe(false);
  }
}

/** Fails when anything came in at this door. */
export function expectUntouched(door: AccountServer): void {
  expect(door.seen).toEqual([]);
}

const TRACES: readonly string[] = [
  CANARY.slice(0, 20),
  CANARY.slice(-20),
  Buffer.from(CANARY).toString("base64").slice(0, 24),
  Buffer.from(CANARY).toString("base64url").slice(4, 30),
  Buffer.from(CANARY).toString("hex").slice(0, 32),
  encodeURIComponent(`Bearer ${CANARY.slice(0, 12)}`),
];
