/** Shared set-up of the tests stopping, interrupted. */

export const NDJSON = ["--yes", "--format", "ndjson"];
export const SLOWLY = [...NDJSON, "--concurrency", "1"];
