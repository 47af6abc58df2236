/** The fault table, row by row: one update and a run side by side. What must always hold is checked in each of them. */
import { describe, it } from "vitest";
import { FAULT_TABLE } from "./faultTable.ts";
import { runBulkScenario, runSingleScenario } from "./runFaultScenario.ts";

describe.each(Object.entries(FAULT_TABLE))("%s", (_row, cases) => {
  describe.concurrent("", () => {
    it.for(cases)("$what", async ({ what: _what, one, many, resumed, ...play }, { expect }) => {
      const [inOne, inMany] = await Promise.all([runSingleScenario(play), runBulkScenario(play)]);
      expect({ one: inOne, many: inMany.told, resumed: inMany.resumed }).toEqual({ one, many, resumed });
    });
  });
});
