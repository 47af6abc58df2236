import { Agent, request } from "node:http";
import { connect, createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { Failure } from "../../src/failure.ts";
import { systemClock } from "../../src/host.ts";
import { parseFaults } from "../../src/sandbox/faults/spec.ts";
import type { SandboxEvent } from "../../src/sandbox/routes.ts";
import { seedDeals } from "../../src/sandbox/seed.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore, type Store } from "../../src/sandbox/store.ts";
import { anyToken } from "../../src/sandbox/tokens.ts";
import { bearer, get, patch, STARTER, started } from "./started.ts";

const PATH = `/deals/${STARTER}`;

describe("startSandbox", () => {
  it("listens on 127.0.0.1 and says where", async () => {
    const { url, port } = await started();
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect((await get(url, PATH)).status).toBe(200);
  });

  it("says so when the port is taken", async () => {
    const { port } = await started();
    const failure = await started({ port }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ kind: "local_io", code: "port_unusable" });
    expect((failure as Failure).message).toContain(`cannot listen on 127.0.0.1:${port}`);
  });

  it("reports a store that fails, and answers 500 with its message", async () => {
    const failure = new Failure("local_io", "the disk is full", { code: "sandbox_data_unusable" });
    const broken: Store = { ...memoryStore([]), get: async () => Promise.reject(failure) };
    const log: SandboxEvent[] = [];
    const { url } = await started({ store: broken, log: (event) => log.push(event) });
    const answer = await get(url, PATH);
    expect([answer.status, await answer.json()]).toEqual([500, { message: "the disk is full", error: true }]);
    expect(log[0]).toEqual({ type: "failure", failure });
  });

  it("never writes a token to the log", async () => {
    const log: SandboxEvent[] = [];
    const { url, close } = await started({ log: (event) => log.push(event) });
    await (await get(url, PATH, { Authorization: "Bearer canary-token" })).text();
    await close();
    expect(log).toHaveLength(1);
    expect(JSON.stringify(log)).not.toContain("canary-token");
  });
});

describe("close", () => {
  it("ends connections that are kept alive, and frees the port", async () => {
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const { port, close } = await started();
    await new Promise<void>((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, path: PATH, headers: bearer, agent }, (answer) => {
        answer.resume().on("end", resolve);
      });
      sent.on("error", reject).end();
    });
    await close();
    await close();
    const again = createServer();
    onTestFinished(() => void again.close());
    await new Promise<void>((resolve, reject) => {
      again.on("error", reject).listen(port, "127.0.0.1", resolve);
    });
  });

  it("ends connections that say nothing, and requests that wait", async () => {
    const { port, url, close } = await startSandbox({
      store: memoryStore(seedDeals(2)),
      clock: systemClock,
      tokens: anyToken,
      faults: parseFaults("latency=1h@GET,slow-body=1h@PATCH"),
    });
    const silent = connect(port, "127.0.0.1");
    const ended = new Promise((resolve) => silent.on("close", resolve));
    await new Promise((resolve) => silent.once("connect", resolve));
    const waiting = expect(get(url, PATH)).rejects.toThrow();
    const dripping = await patch(url, PATH, '{"fields":{}}');
    const cut = expect(dripping.text()).rejects.toThrow();
    await close();
    await Promise.all([ended, waiting, cut]);
  });

  it("waits for a write that is under way", async () => {
    const store = memoryStore(seedDeals(2));
    let begin = () => {};
    let finish = () => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const held = new Promise<void>((resolve) => (finish = resolve));
    const slow: Store = {
      ...store,
      update: async (id, update) => {
        begin();
        await held;
        return store.update(id, update);
      },
    };
    const { url, close } = await started({ store: slow });
    const lost = expect(patch(url, PATH, '{"fields":{"deal_name":"Late"}}')).rejects.toThrow();
    await begun;
    const closed = close();
    await lost;
    finish();
    await closed;
    expect((await store.get(STARTER))?.deal_name).toBe("Late");
  });
});
