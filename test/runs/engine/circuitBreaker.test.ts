import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/failure.ts";
import { CircuitBreaker, type MaxErrors } from "../../../src/runs/engine/circuitBreaker.ts";

const html = new Failure("not_routera", "a page", { code: "not_routera" });
const network = new Failure("try_later", "nobody there", { code: "connection_refused" });
const codes = (breaker: CircuitBreaker) => breaker.stopReasons.map(({ code, exitCode }) => [code, exitCode]);

function noted(breaker: CircuitBreaker, words: string): CircuitBreaker {
  for (const word of words.split(" ")) {
    if (word === "ok") breaker.record({ outcome: "applied" });
    if (word === "skip") breaker.record({ outcome: "skipped" });
    if (word === "no") breaker.record({ outcome: "rejected" }, new Failure("rejected", "no", { code: "no" }));
    if (word === "html") breaker.record({ outcome: "retryable" }, html, "html");
    if (word === "net") breaker.record({ outcome: "retryable" }, network, "network");
    if (word === "lost") breaker.record({ outcome: "unknown" }, network, "row");
  }
  return breaker;
}

describe("a run stops", () => {
  it.each([
    ["after three pages in a row", "html html html", [["not_routera", 1]]],
    ["not after two", "html html ok html html", []],
    ["after ten failures in a row to reach it", "net ".repeat(10).trim(), [["connection_refused", 8]]],
    ["not after nine", `${"net ".repeat(9)}no ${"net ".repeat(9)}`.trim(), []],
    [
      "also with rows of unknown outcome in between",
      `${"net ".repeat(5)}lost ${"net ".repeat(5)}`.trim(),
      [["connection_refused", 8]],
    ],
  ])("%s", (_, words, stopReasons) => {
    expect(codes(noted(new CircuitBreaker({ rows: 100 }), words))).toEqual(stopReasons);
  });

  it.each<[string, MaxErrors, number, string, boolean]>([
    ["0 allows none", { count: 0 }, 10, "ok skip ok", false],
    ["0 stops at the first", { count: 0 }, 10, "ok no", true],
    ["2 allows two", { count: 2 }, 10, "no ok lost", false],
    ["2 stops at the third", { count: 2 }, 10, "no ok lost no", true],
    ["25 % of 8 rows are two", { percent: 25 }, 8, "no no", false],
    ["25 % of 8 rows are not three", { percent: 25 }, 8, "no no no", true],
    ["0 % is none", { percent: 0 }, 8, "no", true],
    ["100 % is all", { percent: 100 }, 3, "no no no", false],
  ])("--max-errors: %s", (_, maxErrors, rows, words, stopped) => {
    const breaker = noted(new CircuitBreaker({ maxErrors, rows }), words);
    expect(codes(breaker)).toEqual(stopped ? [["too_many_errors", 9]] : []);
  });

  it("says each reason once", () => {
    const breaker = new CircuitBreaker({ rows: 1 });
    breaker.trip(html);
    breaker.trip(html);
    expect(breaker.stopReasons).toEqual([html]);
  });
});
