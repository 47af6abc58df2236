/** Shared set-up of the tests stopping, stopping.process. */

export const NDJSON = ["--yes", "--format", "ndjson"];
export const SLOWLY = [...NDJSON, "--concurrency", "1"];
