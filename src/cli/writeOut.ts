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

/** Writes a help text, with bold headings where the terminal can show them. @returns the exit code */
export async function writeHelp(host: Host, text: string): Promise<number> {
  const { env, stdout } = host;
  const [{ tellingFlags }, { boldHeadings }] = await Promise.all([
    import("./globals.ts"),
    import("./help.ts"),
  ]);
  const flag = tellingFlags(host.argv).color;
  // Most help is read by a pipe or a plain terminal: only the others load the styles.
  if (!stdout.isTTY && !flag && !env.FORCE_COLOR) return writeOut(host, text);
  const { colorLevel, styleFor } = await import("../terminal/style.ts");
  const style = await styleFor(colorLevel({ flag, env, isTTY: stdout.isTTY }));
  return writeOut(host, boldHeadings(text, style));
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
