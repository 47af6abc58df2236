/** `routera sandbox serve`: what it takes. */
import { command } from "../../cli/command.ts";
import { parsed, text } from "../../cli/flag.ts";
import { countParser, parseCount } from "../../cli/globals.ts";
import { usage } from "../../failure.ts";
import type { Input } from "./serve.action.ts";

const USUAL_PORT = 8787;

export const serve = command({
  name: "serve",
  summary: "run a local Routera API to try things on",
  description:
    "Runs a local Routera API on 127.0.0.1 with believable deals, until Ctrl-C. It takes any token.\n" +
    "--fault makes it misbehave: see `routera help faults`.",
  formatFrom: "environment",
  arguments: [],
  flags: {
    port: parsed("n", "listen on this port; 0 for any free one (default 8787)", parsePort),
    data: text("file", "keep the deals in this file (default: in memory)", { offers: "file" }),
    seed: parsed("n", "make other deals than the usual ones", countParser(7)),
    fault: text("spec", "faults to play, such as status=503%5,latency=200ms"),
  },
  examples: [
    { line: "routera sandbox serve", does: "serve, then in another terminal:" },
    {
      line: "ROUTERA_TOKEN=demo routera deals list --base-url http://127.0.0.1:8787",
      does: "talk to it",
    },
    { line: "routera sandbox serve --port 0 --fault '429=2s%20,reset-after%5'", does: "rehearse bad days" },
  ],
  input: ({ flags }): Input => ({
    port: flags.port ?? USUAL_PORT,
    data: flags.data,
    seed: flags.seed,
    fault: flags.fault,
  }),
  action: () => import("./serve.action.ts"),
});

function parsePort(typed: string, flag: string): number {
  const port = parseCount(typed, flag, USUAL_PORT);
  if (port <= 65535) return port;
  throw usage(
    "bad_port",
    `${flag} takes a port from 0 to 65535, not ${typed}`,
    `write ${flag} ${USUAL_PORT}, or ${flag} 0 for any free one`,
  );
}
