/** What an attacker would wait for: a front door of their own, and a search for the canary in all that a call leaves behind. */
import { expect } from "vitest";
import type { AccountServer } from "../harness/accountServer.ts";
import { CANARY, type Home, type ProcessResult } from "../harness/program.ts";

/**
 * Fails when the canary, or a part or an encoding of it, is in an output or in a file that is not one of `owners`.
 * @param secret another one that is in play
 */
export function expectNoCanary(
  home: Home,
  done: ProcessResult,
  owners: readonly string[] = [],
  secret = CANARY,
): void {
  const files = home.files().filter(({ path }) => !owners.some((name) => path.endsWith(name)));
  const places = {
    stdout: done.stdout,
    stderr: done.stderr,
    files: files.map(({ path, text }) => path + text).join("\n"),
  };
  for (const [place, text] of Object.entries(places)) {
    for (const trace of tracesOf(secret))
      expect(text.includes(trace), `${place} holds the token: ${trace.slice(0, 6)}…`).toBe(false);
  }
}

/** Fails when anything came in at this door. */
export function expectUntouched(door: AccountServer): void {
  expect(door.seen).toEqual([]);
}

/** The middle of it is omitted: a text may be cut anywhere. In base64 it depends on what is in front where it begins. */
function tracesOf(secret: string): readonly string[] {
  const part = Math.min(20, secret.length);
  const inBase64 = [0, 1, 2].map((shift) =>
    Buffer.from(" ".repeat(shift) + secret)
      .toString("base64url")
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [
    secret.slice(0, part),
    secret.slice(-part),
    ...inBase64.flatMap((text) => [text, text.replaceAll("-", "+").replaceAll("_", "/")]),
    Buffer.from(secret).toString("hex").slice(0, 32),
    encodeURIComponent(`Bearer ${secret.slice(0, 12)}`),
  ];
}
