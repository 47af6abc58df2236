/**
 * Every way in which one write goes wrong, met by one update and by a run side by side.
 *
 * `one`: exit code, what stderr says with what it claims of the outcome, what was asked of the server.
 * `many`: exit code, the outcome of d1, d2, …, what stopped the run and what can be typed then, what stderr says, and how
 * often each deal was written to. The fault is d1's alone, or that of all deals with `everywhere`.
 */
import { ANSWERS } from "./faults/answers.ts";
import { CHANGES } from "./faults/changes.ts";
import type { Case } from "./faults/faultCase.ts";
import { OUTAGES } from "./faults/outages.ts";

export const FAULT_TABLE: Readonly<Record<string, readonly Case[]>> = { ...ANSWERS, ...OUTAGES, ...CHANGES };
