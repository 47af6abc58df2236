/** A Failure → stderr and an exit code. */
import type { Format } from "../config/settings.ts";
import { type Failure, tellFailure } from "../failure.ts";
import type { Wording } from "../hint.ts";
import type { Host } from "../host.ts";
import { colourLevel, styleFor } from "../terminal/style.ts";
import { failureJson, failureText } from "../views/failure.ts";

/** Says what went wrong, for people or (json, ndjson) for programs. @returns the exit code */
export async function report(
  host: Host,
  failure: Failure,
  format: Format,
  options: { readonly wording: Wording; readonly verbose?: boolean; readonly color?: boolean | undefined },
): Promise<number> {
  // `| head` took what it wanted: nothing to say.
  if (failure.kind !== "broken_pipe") {
    const { isTTY } = host.stderr;
    const told = tellFailure(failure, options.wording);
    const text =
      format === "json" || format === "ndjson"
        ? failureJson(failure, told)
        : failureText(
            failure,
            told,
            await styleFor(colourLevel({ flag: options.color, env: host.env, isTTY })),
            { verbose: options.verbose ?? false },
          );
    // Nowhere is left to say that stderr is full.
    await host.stderr.write(text).catch(() => {});
  }
  return failure.exitCode;
}
