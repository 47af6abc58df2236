/** Distinguishes two tokens without showing the token. */
import { createHash } from "node:crypto";
import type { Settings } from "../config/settings.ts";

/**
 * 16 hex digits over what stays the same as long as someone is the same: a client's id, a command, a token itself.
 * 64 bits of a digest are of no use for finding a token.
 */
export function fingerprintOf({ credential, embedded }: Pick<Settings, "credential" | "embedded">): string {
  return createHash("sha256").update(`routera run\0${identityOf()}`).digest("hex").slice(0, 16);

  function identityOf(): string {
    if (embedded || credential === undefined) return "sandbox";
    if (credential.kind === "client") return `client\0${credential.clientId}`;
    if (credential.kind === "command") return `command\0${credential.command.join("\0")}`;
    return `token\0${credential.token}`;
  }
}
