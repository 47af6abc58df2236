/** `routera help faults`, from the table that the sandbox uses. */
import { FAULTS } from "../../sandbox/faults.ts";

export function faults(): string {
  const lines = FAULTS.map(
    ({ name, value, summary }) => `  ${name}${value ? `=${value}` : ""}\n      ${summary}`,
  );
  return [
    "Faults of `routera sandbox serve --fault SPEC`. A spec is a list of items, separated by commas:",
    "",
    "  name[=value][@GET|@PATCH|@POST][%percent][xTimes]",
    "",
    ...lines,
    "",
    "For example 429=2s%5,reset-after@PATCH%4,latency=200ms: one request in twenty is told to wait 2 s, one PATCH in",
    "twenty-five is applied and then cut off, and all take 200 ms. Percentages repeat from run to run; --seed changes them.",
    "",
  ].join("\n");
}
