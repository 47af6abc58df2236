/** What goes over the wire, told on stderr with `--verbose`. */
import type { WireEvent } from "../api/deals.ts";
import type { Host } from "../host.ts";
import { safeText } from "../text/escape.ts";
import { noteJson } from "../views/failure.ts";

/** @param asJson true: each event is a line of JSON */
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
      return `< no answer: ${event.reason} (${event.sent ? "the request may have arrived" : "nothing was sent"})`;
    case "wait":
      return `. waiting ${(event.ms / 1000).toFixed(1)} s: ${event.reason}`;
    case "read_back":
      return `. read deal ${event.id} again: ${event.verdict}`;
  }
}
