/** The program under strace: which system calls it makes, in which order, and what it does when one of them fails. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Home, LAUNCHER, type ProcessResult, type RunOptions } from "./program.ts";

/** One system call. `from` and `to` are the lines of the trace where it began and where it returned. */
export type SystemCall = {
  readonly name: string;
  readonly args: string;
  readonly result: string;
  readonly from: number;
  readonly to: number;
};

export type Traced = { readonly done: ProcessResult; readonly calls: readonly SystemCall[] };

/** False where there is no strace, or it may not trace. */
export function canTrace(): boolean {
  try {
    execFileSync("sh", ["-c", "strace -qq -o /dev/null true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs the program to its end. The trace is kept outside of the home: it holds what was sent, the token too.
 * @param command words as `sh` reads them @param expressions of strace: `trace=openat`, `inject=fdatasync:error=EIO:when=3+`
 */
export async function traced(
  home: Home,
  command: string,
  expressions: readonly string[],
  { before = "", ...options }: RunOptions & { readonly before?: string } = {},
): Promise<Traced> {
  const directory = mkdtempSync(join(tmpdir(), "routera-trace-"));
  const file = join(directory, "trace");
  try {
    const flags = expressions.map((expression) => `-e ${expression}`).join(" ");
    const script = `${before}\nexec strace -f -qq -s 65536 -o '${file}' ${flags} '${process.execPath}' '${LAUNCHER}' ${command}`;
    const done = await home.shell(script, options);
    return { done, calls: parse(readFileSync(file, "utf8")) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function parse(trace: string): readonly SystemCall[] {
  const calls: SystemCall[] = [];
  /** By thread: what has begun and not returned. */
  const begun = new Map<string, { readonly name: string; readonly args: string; readonly from: number }>();
  for (const [line, text] of trace.split("\n").entries()) {
    const [, thread = "", rest = ""] = /^(\d+) +(.*)$/.exec(text) ?? [];
    const [, first, args = ""] = /^(\w+)\((.*) <unfinished \.\.\.>$/.exec(rest) ?? [];
    if (first !== undefined) {
      begun.set(thread, { name: first, args, from: line });
      continue;
    }
    const [, more, later = ""] = /^<\.\.\. \w+ resumed>(.*)\) += (.*)$/.exec(rest) ?? [];
    const open = begun.get(thread);
    if (more !== undefined && open !== undefined) {
      calls.push({ ...open, args: open.args + more, result: later, to: line });
      continue;
    }
    const [, name, all = "", result = ""] = /^(\w+)\((.*)\) += (.*)$/.exec(rest) ?? [];
    if (name !== undefined) calls.push({ name, args: all, result, from: line, to: line });
  }
  return calls;
}
