/** The programmatic face: what `import … from "routera"` gives. */

export type { Counts, RowOutcome } from "../bulk/journal/journalRecord.ts";
export type { Change, Impossible, PlanEnd, PlanHead, Step } from "../bulk/plan/step.ts";
export type { Deal } from "../deals/deal.ts";
export {
  Failure as RouteraFailure,
  type FailureDetails,
  type FailureJson,
  KINDS,
  type Kind,
  type Outcome,
} from "../failure.ts";
export { type JsonObject, type JsonValue, LosslessNumber } from "../json.ts";
export { type ApplyOptions, apply } from "./apply.ts";
export type { ClientOptions, StopSignal, TokenSource } from "./clientOptions.ts";
export type { FieldObject, FieldsToSet, FieldValue } from "./fieldsOf.ts";
export { openPlan, type Plan } from "./openPlan.ts";
export { type PlanOptions, type PlanRow, type PlanSummary, plan } from "./plan.ts";
export { type ResumeOptions, resume } from "./resume.ts";
export {
  type GetOptions,
  type ListOptions,
  RouteraClient,
  type Updated,
  type UpdateOptions,
} from "./routeraClient.ts";
export type { RunOptions } from "./runOptions.ts";
export type { RowResult, RunSummary } from "./runSummary.ts";
export { type PlainDeal, type PlainObject, type PlainValue, toPlain } from "./toPlain.ts";
export { type UndoOptions, undo } from "./undo.ts";
export type { WireEvent } from "./wireEvent.ts";
