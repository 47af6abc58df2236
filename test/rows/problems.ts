/** Shared set-up of the tests badRows, badRows, badInput. */
import { expect } from "vitest";
import { Failure } from "../../src/failure.ts";
import { lintRows } from "../../src/rows/lint.ts";
import type { RowsOptions } from "../../src/rows/options.ts";
import { readRows } from "../../src/rows/read.ts";
import { toCliWording, type WordedFailure } from "../harness/text/cliText.ts";
import { chunked, collected } from "./chunked.ts";

/** `code @line column`, for each problem. */
export async function problems(text: string | Buffer, options: RowsOptions = {}) {
  const report = await lintRows(() => chunked(text, 7), options);
  expect(report.problemCount).toBe(report.problems.length);
  return report.problems.map(({ code, line, item, column }) =>
    [`${code} @${line}`, item === undefined ? "" : `#${item}`, column ?? ""].join(" ").trimEnd(),
  );
}

export async function thrown(text: string | Buffer, options: RowsOptions = {}): Promise<WordedFailure> {
  const error = await collected(readRows(chunked(text), options)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Failure);
  expect((error as Failure).exitCode).toBe(2);
  return toCliWording(error as Failure);
}

export const map = (...pairs: [string, string][]) => new Map(pairs);
