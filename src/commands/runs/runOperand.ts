/** The operand that names a run. */
import type { Argument } from "../../cli/tree.ts";

export const runOperand: Argument = {
  name: "run",
  summary: "Run ID, a prefix of one, or last (default)",
  optional: true,
  offers: "run",
};
