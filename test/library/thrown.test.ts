/** All that the library throws is a RouteraFailure, whatever the caller or the server does. */
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import {
  apply,
  openPlan,
  plan,
  RouteraClient,
  RouteraFailure,
  resume,
  toPlain,
  undo,
} from "../../src/library/index.ts";
import { answer, html, type Responder, scriptedServer } from "../api/scriptedServer.ts";
import { planned } from "./runSetup.ts";
import { clientOf, directory, STARTER } from "./sandbox.ts";

class Hostile extends Error {}

/** What a call throws; undefined where it does not. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

const throws = (error: unknown) => (): never => {
  throw error;
};

/** Values that no one who uses types would give: some throw when they are checked. */
const hostile: fc.Arbitrary<() => unknown> = fc.oneof(
  fc
    .anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true })
    .map((value) => () => value),
  fc.constantFrom<() => unknown>(
    () => Object.defineProperty({}, "token", { enumerable: true, get: throws(new Hostile()) }),
    () => new Proxy({}, { get: throws(new Hostile()), ownKeys: throws(new Hostile()) }),
    () => new Proxy({}, { ownKeys: throws(Object.create(null)) }),
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    () => ({ [Symbol.iterator]: throws(new Hostile()) }),
    () => ({ [Symbol.asyncIterator]: () => ({ next: throws(Symbol("odd")) }) }),
    () => [new Proxy({}, { get: throws(new Hostile()) })],
    () => [{ id: STARTER, fields: new Proxy({}, { ownKeys: throws(undefined) }) }],
    () => throws(new Hostile()),
    () => Symbol("odd"),
  ),
);

const NAMES = [
  "token",
  "tokens",
  "baseUrl",
  "signal",
  "rows",
  "out",
  "run",
  "plan",
  "limit",
  "properties",
  "before",
];
const options = fc.oneof(
  hostile,
  fc
    .dictionary(fc.constantFrom(...NAMES), hostile)
    .map((makers) => () => Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, make()]))),
);

it("hostile options and arguments end in a RouteraFailure", async () => {
  const client = new RouteraClient({ token: "any", baseUrl: "http://127.0.0.1:9", retries: 0 });
  onTestFinished(() => client.close());
  const out = join(directory(), "plan.jsonl");
  const stateDir = directory();
  const calls = (given: never): (() => unknown)[] => [
    () => new RouteraClient(given),
    () => client.get(given),
    () => client.get("x", given),
    () => client.update("x", given),
    () => client.update("x", { a: given }),
    () => client.update("x", { a: 1 }, given),
    () => client.list(given).next(),
    () => plan(given),
    () => plan({ client, rows: given, out }),
    () => plan({ client, rows: [given], out }),
    () => openPlan(given),
    () => apply(given),
    () => apply({ client, plan: out, stateDir, maxErrors: given }),
    () => resume(given),
    () => resume({ client, run: given, stateDir }),
    () => undo(given),
    () => toPlain(given),
  ];
  await fc.assert(
    fc.asyncProperty(options, async (make) => {
      const given = make();
      for (const call of calls(given as never)) {
        const thrown = await thrownBy(call);
        if (thrown === undefined) continue;
        expect(thrown, String(call)).toBeInstanceOf(RouteraFailure);
        expect((thrown as RouteraFailure).code, `${call}: ${(thrown as Error).message}`).not.toBe(
          "internal_error",
        );
      }
    }),
    { numRuns: 150 },
  );
});

it.each<[string, unknown]>([
  ["an error", new Hostile("a secret")],
  ["undefined", undefined],
  ["an object without a prototype", Object.create(null)],
  ["a symbol", Symbol("odd")],
])("callbacks that throw %s end in a RouteraFailure with it as the cause", async (_name, cause) => {
  const { client, plan: file, stateDir } = await planned();
  const fail = throws(cause);
  const rows = { [Symbol.asyncIterator]: () => ({ next: fail }) } as never;
  for (const call of [
    () => plan({ client, rows, out: join(stateDir, "other.jsonl") }),
    () => apply({ client, plan: file, stateDir, onStart: fail }),
    () => resume({ client, run: "last", stateDir, onRow: fail }),
  ]) {
    const thrown = await thrownBy(call);
    expect(thrown).toBeInstanceOf(RouteraFailure);
    expect(thrown).toMatchObject({ code: "caller_failed" });
    expect((thrown as RouteraFailure).cause).toBe(cause);
    expect(JSON.stringify(thrown)).not.toContain("a secret");
  }
});

it("a failure of the library that a callback throws keeps its code", async () => {
  const { client, plan: file, stateDir } = await planned();
  const onRow = async () => {
    await client.get("nobody");
  };
  const thrown = await thrownBy(() => apply({ client, plan: file, stateDir, onRow }));
  expect(thrown).toBeInstanceOf(RouteraFailure);
  expect(thrown).toMatchObject({ code: "deal_not_found" });
});

it("steps of a plan that was replaced end in a RouteraFailure", async () => {
  const { client, plan: file } = await planned();
  const { steps } = await openPlan(file);
  await plan({ client, rows: [{ id: STARTER, fields: { amount: 77 } }], out: file, overwrite: true });
  const thrown = await thrownBy(async () => {
    for await (const _ of steps());
  });
  expect(thrown).toBeInstanceOf(RouteraFailure);
  expect(thrown).toMatchObject({ code: "plan_changed" });
});

it("toPlain refuses a number in a RouteraFailure", async () => {
  const { LosslessNumber } = await import("../../src/library/index.ts");
  const thrown = await thrownBy(() => toPlain(new LosslessNumber("9007199254740993")));
  expect(thrown).toBeInstanceOf(RouteraFailure);
  expect(thrown).toMatchObject({ code: "unsafe_number" });
});

it("answers of a hostile server end in a RouteraFailure", async () => {
  const bodies = fc.oneof(
    fc.json().map((text) => answer(200, text)),
    fc.string().map((text) => answer(200, text)),
    fc
      .record({ status: fc.integer({ min: 200, max: 599 }), text: fc.json() })
      .map(({ status, text }) => answer(status, text)),
    fc
      .constantFrom("[".repeat(5_000), '{"id":"__proto__"}', '{"__proto__":{"id":"x"}}', '{"results":[null]}')
      .map((text) => answer(200, text)),
    fc.constant(html(200)),
  );
  const expectFailures = async (act: Responder) => {
    const server = await scriptedServer(act);
    const client = await clientOf({ token: "any", baseUrl: server.url, retries: 0, timeout: 500 });
    try {
      for (const call of [
        () => client.get("x"),
        () => client.update("x", { a: 1 }),
        () => client.list().next(),
        () => plan({ client, rows: [{ id: "x", fields: { a: 1 } }], out: join(directory(), "plan.jsonl") }),
      ]) {
        const thrown = await thrownBy(call);
        if (thrown === undefined) continue;
        expect(thrown).toBeInstanceOf(RouteraFailure);
        expect((thrown as RouteraFailure).code).not.toBe("internal_error");
      }
    } finally {
      client.close();
      await server.close();
    }
  };
  // At once, since after some answers a call waits before it looks again.
  const all = fc.array(bodies, { minLength: 20, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(all, (acts) => Promise.all(acts.map(expectFailures)).then(() => {})),
    { numRuns: 1 },
  );
});
