import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/failure.ts";
import { FAULTS, parseFaults } from "../../../src/sandbox/faults/spec.ts";
import { toCliWording, type WordedFailure } from "../../harness/text/cliText.ts";

const always = { method: undefined, percent: 100, times: Infinity };

describe("parseFaults", () => {
  it.each([
    ["status=503%5", { ...always, effect: { name: "status", status: 503 }, percent: 5 }],
    ["status=503%0.5", { ...always, effect: { name: "status", status: 503 }, percent: 0.5 }],
    ["latency=200ms", { ...always, effect: { name: "latency", ms: 200 } }],
    ["latency=2s@GET", { ...always, effect: { name: "latency", ms: 2000 }, method: "GET" }],
    ["latency-after=1m", { ...always, effect: { name: "latency-after", ms: 60_000 } }],
    ["slow-body=1h", { ...always, effect: { name: "slow-body", ms: 3_600_000 } }],
    ["429", { ...always, effect: { name: "429", retryAfter: undefined } }],
    ["429=2s%5", { ...always, effect: { name: "429", retryAfter: { as: "seconds", ms: 2000 } }, percent: 5 }],
    ["429=1d", { ...always, effect: { name: "429", retryAfter: { as: "seconds", ms: 86_400_000 } } }],
    ["429=date:10s", { ...always, effect: { name: "429", retryAfter: { as: "date", ms: 10_000 } } }],
    ["reset-before%4", { ...always, effect: { name: "reset-before" }, percent: 4 }],
    ["emptyx2", { ...always, effect: { name: "empty" }, times: 2 }],
    [" empty @patch %50 x2 ", { effect: { name: "empty" }, method: "PATCH", percent: 50, times: 2 }],
    ["502-after@PATCHx1", { ...always, effect: { name: "502-after" }, method: "PATCH", times: 1 }],
    [
      "redirect=http://127.0.0.1:1/x",
      { ...always, effect: { name: "redirect", status: 307, location: "http://127.0.0.1:1/x" } },
    ],
    [
      "redirect=301:https://a.example/?q=a%20b%100",
      { ...always, effect: { name: "redirect", status: 301, location: "https://a.example/?q=a%20b" } },
    ],
    [
      "redirect=http://a.example/%41%100",
      { ...always, effect: { name: "redirect", status: 307, location: "http://a.example/%41" } },
    ],
  ])("%s", (spec, fault) => {
    expect(parseFaults(spec)).toEqual([fault]);
  });

  it("reads several", () => {
    const names = parseFaults("latency=1ms, status=500%5,empty").map(({ effect }) => effect.name);
    expect(names).toEqual(["latency", "status", "empty"]);
  });

  it.each([
    ["", 'invalid fault "": the format is name[=value][@METHOD][%PERCENT][xTIMES]'],
    ["empty,", 'invalid fault "": the format is name[=value][@METHOD][%PERCENT][xTIMES]'],
    ["explode=1s", 'invalid fault "explode=1s": fault "explode" not found'],
    ["EMPTY", 'invalid fault "EMPTY": fault "EMPTY" not found'],
    ["latency", 'invalid fault "latency": the format is latency=DURATION'],
    ["latency=200", 'invalid fault "latency=200": the format is latency=DURATION'],
    ["latency=-1ms", 'invalid fault "latency=-1ms": the format is latency=DURATION'],
    ["status=99", 'invalid fault "status=99": the format is status=CODE'],
    ["status=600", 'invalid fault "status=600": the format is status=CODE'],
    ["429=1500ms", 'invalid fault "429=1500ms": the format is 429[=DURATION|date:DURATION]'],
    ["empty=1", 'invalid fault "empty=1": empty takes no value'],
    [
      "redirect=ftp://a.example",
      'invalid fault "redirect=ftp://a.example": the format is redirect=[STATUS:]URL',
    ],
    ["empty@DELETE", 'invalid fault "empty@DELETE": the method after @ must be one of GET, PATCH, POST'],
    ["empty%0", 'invalid fault "empty%0": the percentage must be above 0 and at most 100'],
    ["empty%101", 'invalid fault "empty%101": the percentage must be above 0 and at most 100'],
    ["emptyx0", 'invalid fault "emptyx0": the number of times must be at least 1'],
    ["latency=1ms,empty%%", 'invalid fault "empty%%": the format is name[=value][@METHOD][%PERCENT][xTIMES]'],
  ])("refuses %s", (spec, message) => {
    expect(() => parseFaults(spec)).toThrow(message);
  });

  it("fails as bad usage, and says what there is", () => {
    const failure = failureOf(() => parseFaults("x"));
    expect(failure).toMatchObject({ kind: "usage", code: "bad_fault" });
    for (const { name } of FAULTS) expect(failure.hint).toContain(name);
  });
});

it("every fault in the table has a summary and can be asked for", () => {
  const samples: Readonly<Record<string, string>> = {
    DURATION: "1s",
    CODE: "503",
    "[STATUS:]URL": "http://a.example",
  };
  for (const { name, value, summary } of FAULTS) {
    expect(summary).not.toBe("");
    const sample = value === "" || value.endsWith("]") ? "" : `=${samples[value]}`;
    expect(parseFaults(`${name}${sample}`)[0]?.effect.name).toBe(name);
  }
});

function failureOf(action: () => unknown): WordedFailure {
  try {
    action();
  } catch (error) {
    if (error instanceof Failure) return toCliWording(error);
  }
  throw new Error("no Failure");
}
