/** `routera doctor`: what it takes. */
import { command } from "../../cli/command.ts";
import { toggle } from "../../cli/flag.ts";
import type { Input } from "./doctor.action.ts";

export const doctor = command({
  name: "doctor",
  summary: "Diagnose configuration and connection problems",
  description:
    "Checks Node, configuration, directories, proxy, certificates and environment, then reads one page of deals from Routera.\n" +
    "Every problem has a hint. The exit code is that of the first error, or 0.",
  formatFrom: "environment",
  arguments: [],
  flags: { offline: toggle("Skip checks that need the network") },
  examples: [
    { line: "routera doctor", does: "Run all checks" },
    { line: "routera doctor --offline --json", does: "Run the offline checks, for a script" },
  ],
  input: ({ flags }): Input => ({ offline: flags.offline }),
  action: () => import("./doctor.action.ts"),
});
