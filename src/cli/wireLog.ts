/** What goes over the wire, told on stderr with `--verbose`. */
import type { WireEvent } from "../api/deals.ts";
import type { Host } from "../host.ts";
import { safeText } from "../text/escape.ts";

export function wireLog({ stderr }: Pick<Host, "stderr">): (event: WireEvent) => void {
  return (event) => {
    stderr.write(`${safeText(describe(event))}\n`).catch(() => {});
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
