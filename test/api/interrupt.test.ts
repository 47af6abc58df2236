import { afterEach, describe, expect, it } from "vitest";
import { Failure } from "../../src/failure.ts";
import { answer, type Responder, reset, respondInOrder, scriptedServer, silent } from "./scriptedServer.ts";
import { failureOf, ID, outline, testClient } from "./testClient.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server, and a client that is asked to stop by `stop` once a request has come. */
async function start(acts: readonly Responder[], stop: (test: ReturnType<typeof testClient>) => void) {
  const script = respondInOrder(...acts);
  const server = await scriptedServer((response, request) => {
    if (server.seen.length === 1) stop(test);
    script(response, request);
  });
  closers.push(server.close);
  const test = testClient(server.url);
  return { ...test, server };
}

const fields = { deal_name: "New" };
const fine = answer(200, { id: ID, deal_name: "New" });
const sigterm = new Failure("terminated", "terminated by SIGTERM", { code: "terminated" });

describe("asked to stop gently", () => {
  it("nothing begins any more", async () => {
    const { client, soft, server } = await start([fine], () => {});
    soft.abort();
    for (const call of [client.get(ID), client.update(ID, fields), client.page({ limit: 10, offset: 0 })]) {
      expect(outline(await failureOf(call))).toEqual({
        kind: "interrupted",
        code: "interrupted",
        outcome: "not_applied",
      });
    }
    expect(server.seen).toHaveLength(0);
  });

  it("a read on its way ends", async () => {
    const { client, server } = await start([silent], ({ soft }) => soft.abort(sigterm));
    expect(await failureOf(client.get(ID))).toMatchObject({ kind: "terminated", exitCode: 143 });
    expect(server.seen).toHaveLength(1);
  });

  it("a write on its way continues to its end", async () => {
    const { client } = await start([fine], ({ soft }) => soft.abort());
    await expect(client.update(ID, fields)).resolves.toMatchObject({ sent: 1, deal: { deal_name: "New" } });
  });

  it("a write that is put off is not sent again", async () => {
    const { client, server, clock } = await start([answer(429, "", { "retry-after": "5" })], ({ soft }) =>
      soft.abort(),
    );
    expect(await failureOf(client.update(ID, fields))).toMatchObject({
      kind: "interrupted",
      outcome: "not_applied",
    });
    expect([server.seen.length, clock.waits.length]).toEqual([1, 0]);
  });

  it("a write whose answer is lost stays unknown, and says how to look", async () => {
    const { client, server } = await start([reset], ({ soft }) => soft.abort(sigterm));
    expect(await failureOf(client.update(ID, fields))).toMatchObject({
      kind: "terminated",
      outcome: "unknown",
      hint: `routera deals get ${ID}`,
    });
    expect(server.seen).toHaveLength(1);
  });

  it("while the lost write is read back, it stays unknown", async () => {
    const test = await start([reset, silent], () => {});
    const wait = test.clock.wait;
    test.clock.wait = async (ms, signal) => {
      await wait(ms, signal);
      setImmediate(() => test.soft.abort());
    };
    expect(await failureOf(test.client.update(ID, fields))).toMatchObject({
      kind: "interrupted",
      outcome: "unknown",
    });
  });
});

describe("asked to stop at once", () => {
  it("a write on its way is unknown", async () => {
    const { client } = await start([silent], ({ soft, hard }) => {
      soft.abort();
      hard.abort(sigterm);
    });
    expect(await failureOf(client.update(ID, fields))).toMatchObject({
      kind: "terminated",
      code: "terminated",
      outcome: "unknown",
      hint: `routera deals get ${ID}`,
    });
  });

  it("a write that had not begun is not applied", async () => {
    const { client, hard } = await start([fine], () => {});
    hard.abort();
    expect(await failureOf(client.update(ID, fields))).toMatchObject({
      kind: "interrupted",
      outcome: "not_applied",
    });
  });
});
