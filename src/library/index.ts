/** The programmatic face: what `import … from "routera"` gives. */

export type { WireEvent } from "../api/wireEvent.ts";
export type { Deal } from "../deals/deal.ts";
export { type FailureDetails, type FailureJson, KINDS, type Kind, type Outcome } from "../failure.ts";
export { type JsonObject, type JsonValue, LosslessNumber } from "../json.ts";
export type { Blocked, Change, PlanEnd, PlanHead, Step } from "../plans/plan.ts";
export type { RowReport as RowResult } from "../runs/engine/rowReport.ts";
export type { Counts, RowOutcome } from "../runs/journal/record.ts";
export { apply } from "./apply.ts";
export {
  type GetOptions,
  type ListOptions,
  RouteraClient,
  type Updated,
  type UpdateOptions,
} from "./client.ts";
export type { InputFileOptions, MappingColumn, MappingObject } from "./input/inputFile.ts";
export type { ClientOptions, StopSignal, TokenSource } from "./options.ts";
export { openPlan, type Plan, type PlanOptions, type PlanRow, type PlanSummary, plan } from "./plan.ts";
export { type ResumeOptions, resume } from "./resume.ts";
export { RouteraFailure } from "./routeraFailure.ts";
export type { ApplyOptions, RunOptions, RunSummary, RunWarning } from "./run.ts";
export { type UndoOptions, undo } from "./undo.ts";
export type { FieldObject, FieldsToSet, FieldValue } from "./values.ts";
export { type PlainDeal, type PlainObject, type PlainValue, toPlain } from "./values.ts";
