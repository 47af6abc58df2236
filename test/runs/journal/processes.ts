/** Runs child.ts as a process: it is bundled once a file of tests, since Node 20 runs no TypeScript. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { rolldown } from "rolldown";
import { afterAll, beforeAll } from "vitest";
import { environment } from "../../harness/program.ts";

let script = "";

/** To be called once in a file of tests. */
export function buildChild(): void {
  let dir = "";
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "routera-journal-child-"));
    const bundle = await rolldown({ input: join(import.meta.dirname, "child.ts"), platform: "node" });
    await bundle.write({ dir, format: "cjs" });
    await bundle.close();
    script = join(dir, "child.js");
  }, 60_000);
  afterAll(() => rm(dir, { recursive: true, force: true }));
}

export type ChildResult = {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
};

/**
 * @param options.shell commands in front, in the same process: `umask 000`, `ulimit -f 8`
 * @param options.onLine called for each line of stdout while the process is running
 */
export async function runChild(
  args: readonly string[],
  options: { readonly shell?: string; readonly onLine?: (line: string, child: ChildProcess) => void } = {},
): Promise<ChildResult> {
  const { shell = "", onLine } = options;
  const child = spawn("sh", ["-c", `${shell}\nexec "$0" "$@"`, process.execPath, script, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: environment(tmpdir()),
  });
  if (onLine) {
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      for (const line of chunk.split("\n").slice(0, -1)) onLine(line, child);
    });
  }
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.on("error", reject).on("close", (code, signal) => resolve({ code, signal }));
  });
  const [stdout, stderr, end] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { ...end, stdout, stderr };
}

/** The rows that a child has called durable. A last line without its newline does not count. */
export function durableRows(stdout: string): readonly number[] {
  return stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => Number(line.replace("durable ", "")));
}
