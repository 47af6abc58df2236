/** `routera doctor`: what it takes. */
import { command } from "../../cli/command.ts";
import { toggle } from "../../cli/flag.ts";
import type { Input } from "./doctor.action.ts";

export const doctor = command({
  name: "doctor",
  summary: "find out what is wrong with this machine's setup",
  description:
    "Looks at Node, configuration, folders, proxy, certificates and variables that leak, then asks Routera for one page of deals.\n" +
    "Every error comes with a hint. The exit code is that of the first error, 0 where there is none.",
  formatFrom: "environment",
  arguments: [],
  flags: { offline: toggle("ask nobody over the network") },
  examples: [
    { line: "routera doctor", does: "look at everything" },
    { line: "routera doctor --offline --json", does: "without the network, for a script" },
  ],
  input: ({ flags }): Input => ({ offline: flags.offline }),
  action: () => import("./doctor.action.ts"),
});
