/** `routera sandbox serve`: what it takes. */
import { command } from "../../cli/command.ts";
import { parsed, text } from "../../cli/flag.ts";
import { countParser, parseCount } from "../../cli/globals.ts";
import { usage } from "../../failure.ts";
import type { Input } from "./serve.action.ts";

const USUAL_PORT = 8787;

export const serve = command({
  name: "serve",
  summary: "Run a local Routera API for testing",
  description:
    "Runs a local Routera API on 127.0.0.1 with sample data until you press Ctrl-C. It accepts any token.\n" +
    "--fault injects errors and delays; for the list, run `routera help faults`.",
  formatFrom: "environment",
  arguments: [],
  flags: {
    port: parsed("n", "Port to listen on, 0 for any free port (default 8787)", parsePort),
    data: text("file", "Store the deals in this file (default: in memory)", { offers: "file" }),
    seed: parsed("n", "Seed of the generated deals and of fault percentages (default 1)", countParser(7)),
    fault: text("spec", "Faults to inject, such as status=503%5,latency=200ms"),
  },
  examples: [
    { line: "routera sandbox serve", does: "Run the sandbox" },
    {
      line: "ROUTERA_TOKEN=demo routera deals list --base-url http://127.0.0.1:8787",
      does: "List its deals in another terminal",
    },
    {
      line: 'routera sandbox serve --port 0 --fault "429=2s%20,reset-after%5"',
      does: "Test failure handling",
    },
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
    `${flag} must be a port from 0 to 65535, got ${typed}`,
    `use ${flag} ${USUAL_PORT}, or ${flag} 0 for any free port`,
  );
}
