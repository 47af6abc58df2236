/** The system calls of a program, where strace is installed. */
import { execFileSync } from "node:child_process";

export function canTrace(): boolean {
  try {
    execFileSync("sh", ["-c", "strace -qq -o /dev/null true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
