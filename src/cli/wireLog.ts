/** What goes over the wire, told on stderr with `--verbose`. */
import type { WireEvent } from "../api/deals.ts";
import { safeText } from "../text/escape.ts";
import { noteJson } from "../views/failure.ts";
import { type Context, isJson } from "./context.ts";

/** A listener that says nothing without `--verbose`. */
export async function wireLog(context: Context): Promise<(event: WireEvent) => void> {
  const { globals, host } = context;
  if (!globals.verbose) return () => {};
  const asJson = isJson(await context.format());
  return (event) => {
    const line = describe(event);
    host.stderr.write(asJson ? noteJson(line, "http") : `${safeText(line)}\n`).catch(() => {});
  };
}

function describe(event: WireEvent): string {
  switch (event.type) {
    case "request":
      return `> ${event.method} ${event.url}`;
    case "answer":
      return `< ${event.status} after ${event.ms} ms`;
    case "trouble":
      return `< no answer: ${event.reason} (${event.sent ? "the request may have arrived" : "nothing was sent"})`;
    case "wait":
      return `. waiting ${(event.ms / 1000).toFixed(1)} s: ${event.reason}`;
    case "read_back":
      return `. read deal ${event.id} again: ${event.verdict}`;
  }
}
