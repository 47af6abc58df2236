/**
 * Which tests run on which system. A test file that uses what only Linux has, or what Windows does not have, says so by using it:
 * the first pattern that its text matches decides, so that no list has to be kept.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** /proc, system calls, namespaces, other users, limits of memory and devices of Linux. */
const LINUX =
  /\/proc\/|\/dev\/(?:full|shm)|\bstrace\b|\btraced\(|\bunshare\b|\bsetpriv\b|\btinyproxy\b|\bulimit -v\b|fullBacklog|ENOSPC/;
/** Shells, modes, owners, links, FIFOs, signals between processes, terminals, and paths from the root. */
const POSIX =
  /\bchmod|& 0o|\b0o[0-7]{3}\b|\bmkfifo\b|\bsymlink|\b[gs]etuid\b|\bcurrentUid\b|"(?:ba|z|fi)?sh"|\bSIG(?:KILL|STOP|TERM|CONT)\b|\bumask\b|\.shell\(|\b(?:run)?[iI]nTerminal\(|\bnpmEnvironment\b|\bpackInto\b|\b(?:runChild|buildChild)\(|\bpasteInto\(|"\/(?:dev|tmp|work|etc|nonexistent)\b|\.\/\.routerarc|"ln"/;

/** @returns `linux`, `posix` (Linux and macOS) or `any` */
export function systemOf(text) {
  if (LINUX.test(text)) return "linux";
  return POSIX.test(text) ? "posix" : "any";
}

/** Tests that do not run on this platform, by their path in the repository. */
export function excludedOn(platform) {
  if (platform === "linux") return [];
  return readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .filter((file) => {
      const system = systemOf(readFileSync(join(ROOT, "test", file), "utf8"));
      return system === "linux" || (system === "posix" && platform === "win32");
    })
    .map((file) => `test/${file.replaceAll("\\", "/")}`);
}
