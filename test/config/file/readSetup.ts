/** Shared set-up of the tests read, unsafeFiles. */

export type Ask = { cwd?: string; env?: Record<string, string>; configFlag?: string; uid?: number };
