/** A column is only suggested for a name that shares letters with it. */
import { expect, it } from "vitest";
import { suggestColumn } from "../../../src/rows/csv/header.ts";

it.each([
  ["Deal Stage", 'did you mean "deal_stage"?'],
  ["deal_stge", 'did you mean "deal_stage"?'],
  ["ID", 'did you mean "id"?'],
  ["idd", 'did you mean "id"?'],
  ["zz", undefined],
  ["ab", undefined],
  ["x", undefined],
  ["revenue", undefined],
])("%s", (name, hint) => {
  expect(suggestColumn(name, ["id", "deal_stage"])).toBe(hint);
});
