/** What is reported on stderr: a Failure, which also has an exit code, and what goes over the wire. */
import type { WireEvent } from "../api/wireEvent.ts";
import { FORMATS, type Format } from "../config/formats.ts";
import { describeFailure, type Failure } from "../failure.ts";
import type { Wording } from "../hint.ts";
import type { Host } from "../host.ts";
import { colorLevel, styleFor } from "../terminal/style.ts";
import { safeText } from "../text/escape.ts";
import { failureJson, failureText, noteJson } from "../views/failure.ts";

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
    const told = describeFailure(failure, options.wording);
    const text = FORMATS[format].isForPrograms
      ? failureJson(failure, told)
      : failureText(
          failure,
          told,
          await styleFor(colorLevel({ flag: options.color, env: host.env, isTTY })),
          { verbose: options.verbose ?? false },
        );
    // Nowhere is left to say that stderr is full.
    await host.stderr.write(text).catch(() => {});
  }
  return failure.exitCode;
}

/** Reports what goes over the wire. @param asJson true: each event is a line of JSON */
export function wireLog({ stderr }: Pick<Host, "stderr">, asJson: boolean): (event: WireEvent) => void {
  return (event) => {
    const line = describe(event);
    stderr.write(asJson ? noteJson(line, "http") : `${safeText(line)}\n`).catch(() => {});
  };
}

function describe(event: WireEvent): string {
  switch (event.type) {
    case "request":
      return `> ${event.method} ${event.url}`;
    case "answer":
      return `< ${event.status} after ${event.ms} ms`;
    case "trouble":
      return `< no response: ${event.reason} (${event.sent ? "the request may have arrived" : "nothing was sent"})`;
    case "wait":
      return `. waiting ${(event.ms / 1000).toFixed(1)}s: ${event.reason}`;
    case "read_back":
      return `. read deal ${event.id} again: ${event.verdict}`;
  }
}
