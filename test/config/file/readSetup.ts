/** Shared set-up of the tests read, unsafeFiles. */

export type ReadInput = { cwd?: string; env?: Record<string, string>; configFlag?: string; uid?: number };
