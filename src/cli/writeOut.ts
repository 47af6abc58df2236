/** Text → stdout, with the exit code that shows whether all of it arrived. */
import { Failure } from "../failure.ts";
import type { Host } from "../host.ts";

/** Writes a text that was made without a command (version, help). @returns the exit code */
export async function writeOut(host: Host, text: string): Promise<number> {
  try {
    await host.stdout.write(text);
    return 0;
  } catch (error) {
    const failure = stdoutFailure(error);
    if (failure.kind !== "broken_pipe")
      await host.stderr.write(`error: ${failure.message}\n`).catch(() => {});
    return failure.exitCode;
  }
}

/** The stream's error → a Failure (the reason of a signal is one already): a reader that went away is one thing, a full disk another. */
export function stdoutFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { code = "unknown" } = error as NodeJS.ErrnoException;
  if (code === "EPIPE" || code === "ERR_STREAM_DESTROYED") {
    return new Failure("broken_pipe", "stdout was closed by its reader", { code: "broken_pipe" });
  }
  return new Failure("local_io", `cannot write the result to stdout (${code})`, {
    code: "stdout_failed",
    hint: code === "ENOSPC" ? "free some disk space, or redirect the output to another disk" : undefined,
  });
}
