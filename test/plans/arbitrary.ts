/** Plans out of a generator. */
import fc from "fast-check";
import { type JsonValue, LosslessNumber } from "../../src/json.ts";
import type { Blocked, Change, PlanHead, Step } from "../../src/plans/plan.ts";
import { codePoint } from "../harness/text/codePoint.ts";

const names = fc.constantFrom(
  "deal_name",
  "deal_stage",
  "amount",
  "next step",
  "日付",
  "1",
  "10",
  "a.b",
  "fields",
);

/** Texts with all that is hard on the way: quotes, line ends, controls, astral characters, lone surrogates. */
export const texts = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: codePoint }),
  fc.constantFrom("", "=1+1", "'x", "1.10", "\r\n", "\u2028", "\ud800", '"', "東京"),
);

export const numbers = fc
  .constantFrom("0", "-0", "1.10", "1e5", "9007199254740993", "-12.50", "1E+400")
  .map((digits) => new LosslessNumber(digits));

export const values: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    texts,
    numbers,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(texts, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

const ids = fc.stringMatching(/^[\w-]{1,40}$/).filter((id) => id !== "." && id !== "..");
const lines = fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined });

const changesOf = (read: boolean): fc.Arbitrary<Omit<Change, "row">> =>
  fc
    .record({
      line: lines,
      id: ids,
      name: fc.option(texts, { nil: undefined }),
      fields: fc.uniqueArray(fc.tuple(names, values, values, fc.boolean()), {
        minLength: 1,
        maxLength: 4,
        selector: ([name]) => name,
      }),
    })
    .map(({ line, id, name, fields }) => {
      const unknown = read ? fields.filter(([, , , gone]) => gone).map(([field]) => field) : [];
      const known = fields.filter(([field]) => !unknown.includes(field));
      return {
        type: "change" as const,
        ...(line === undefined ? {} : { line }),
        id,
        ...(name === undefined ? {} : { name }),
        ...(read
          ? {
              before: Object.fromEntries(known.map(([field, value]) => [field, value])),
              updated_at: "2026-05-28T12:00:00.000Z",
            }
          : {}),
        set: Object.fromEntries(fields.map(([field, , value]) => [field, value])),
        ...(unknown.length > 0 ? { previous_unknown: unknown } : {}),
      };
    });

export const changes = fc.boolean().chain(changesOf);

const blockedSteps: fc.Arbitrary<Blocked> = fc
  .record({
    id: ids,
    code: fc.constantFrom("deal_archived", "deal_not_found"),
    message: texts,
    set: fc.option(fc.tuple(names, values), { nil: undefined }),
  })
  .map(({ set, ...about }) => ({
    type: "blocked" as const,
    ...about,
    ...(set === undefined ? {} : { set: { [set[0]]: set[1] } }),
  }));

const stepsOf = (read: boolean): fc.Arbitrary<readonly Step[]> =>
  fc.array(fc.oneof(changesOf(read), blockedSteps), { maxLength: 8 }).map((steps) => {
    let row = 0;
    return steps.map((step): Step => {
      if (step.type !== "change") return step;
      const { type, ...rest } = step;
      return { type, row: ++row, ...rest };
    });
  });

/** The steps of a plan, and whether its deals were read. */
export const plans = fc.boolean().chain((read) => stepsOf(read).map((steps) => ({ read, steps })));

export const HEAD: PlanHead = {
  type: "plan",
  version: 1,
  kind: "apply",
  origin: "https://api.routera.io",
  read: true,
};
