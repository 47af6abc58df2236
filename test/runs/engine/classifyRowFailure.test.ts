import { describe, expect, it } from "vitest";
import { Failure, type FailureDetails, type Kind } from "../../../src/failure.ts";
import { classifyRowFailure } from "../../../src/runs/engine/circuitBreaker.ts";

describe("classifyRowFailure", () => {
  it.each<[Kind, string, Partial<FailureDetails>, string, string]>([
    ["rejected", "values_refused", { status: 400 }, "rejected", "row"],
    ["not_found", "deal_not_found", { status: 404 }, "rejected", "row"],
    ["conflict", "duplicate_key", { status: 409 }, "rejected", "row"],
    ["usage", "bad_deal_id", {}, "rejected", "row"],
    ["credentials", "token_refused", { status: 401 }, "retryable", "stop"],
    ["credentials", "token_expired", {}, "retryable", "stop"],
    ["credentials", "forbidden", { status: 403 }, "rejected", "row"],
    ["not_routera", "redirected", { status: 307 }, "retryable", "stop"],
    ["not_routera", "redirected", { status: 303, outcome: "unknown" }, "unknown", "stop"],
    ["not_routera", "tls_failed", {}, "retryable", "stop"],
    ["not_routera", "not_routera", { status: 404 }, "retryable", "html"],
    ["not_routera", "unexpected_answer", {}, "retryable", "html"],
    ["try_later", "server_error", { status: 503 }, "retryable", "row"],
    ["try_later", "rate_limited", { status: 429 }, "retryable", "stop"],
    ["try_later", "connection_refused", {}, "retryable", "network"],
    ["try_later", "host_not_found", {}, "retryable", "network"],
    ["try_later", "timed_out", {}, "retryable", "network"],
    ["outcome_unknown", "outcome_unknown", { outcome: "unknown" }, "unknown", "row"],
    ["interrupted", "interrupted", {}, "retryable", "row"],
    ["interrupted", "interrupted", { outcome: "unknown" }, "unknown", "row"],
    ["bug", "internal_error", { outcome: "unknown" }, "unknown", "stop"],
  ])("%s %s %j", (kind, code, details, outcome, weight) => {
    expect(classifyRowFailure(new Failure(kind, "as said", { code, ...details }))).toEqual({
      outcome,
      scope: weight,
    });
  });
});
