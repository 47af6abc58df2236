/** A report with one text in every place that text from outside has. */
import type { PlanReport, ReportRow, RunReport } from "../../../src/views/reports/model.ts";
import { planReport, runReport } from "./samples.ts";

export function hostileRows(text: string): readonly ReportRow[] {
  const fields = [
    { name: text, before: "previous value", after: text },
    { name: `${text} `, before: text, after: [text, "x"] },
  ];
  const names = { id: text, name: text };
  return [
    { state: "planned", row: 1, line: 2, ...names, fields, previousUnknown: [text] },
    { state: "blocked", line: 3, ...names, fields, code: text, message: text, field: text },
    {
      state: "conflict",
      line: 4,
      ...names,
      fields: [{ name: text, before: text, after: "y", theirs: text }],
      code: text,
      message: text,
    },
    { state: "rejected", row: 4, line: 5, ...names, fields, status: 400, code: text, message: text },
    {
      state: "applied",
      row: 5,
      line: 6,
      ...names,
      fields: [{ name: text, before: "a", after: "b", stored: text }],
    },
  ];
}

export function hostilePlan(text: string): Promise<PlanReport> {
  return planReport(hostileRows(text), hostileFacts(text));
}

export function hostileRun(text: string): Promise<RunReport> {
  return runReport(hostileRows(text), { ...hostileFacts(text), stopped: text, run: text, shard: text });
}

function hostileFacts(text: string) {
  return {
    target: text,
    profile: text,
    source: text,
    planFile: text,
    digest: text,
    version: text,
    notes: [text],
    commands: [{ purpose: "Apply" as const, argv: ["routera", text], text: `routera ${text}` }],
  };
}
