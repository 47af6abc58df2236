import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Failure } from "../../src/failure.ts";
import { thisHost } from "../../src/host.ts";
import { EMBEDDED_COUNT, type EmbeddedSandbox, embeddedSandbox } from "../../src/sandbox/server.ts";
import { SANDBOX_CLIENT } from "../../src/sandbox/tokens.ts";
import { toCliWording } from "../harness/text/cliText.ts";
import { scratch } from "./scratch.ts";
import { get, patch, STARTER } from "./started.ts";

async function embedded(stateDir: string): Promise<EmbeddedSandbox> {
  const sandbox = await embeddedSandbox({ stateDir, host: thisHost() });
  onTestFinished(sandbox.close);
  return sandbox;
}

const asked = ({ token }: EmbeddedSandbox) => ({ Authorization: `Bearer ${token}` });

async function listed(sandbox: EmbeddedSandbox, query: string): Promise<readonly { readonly id: string }[]> {
  const answer = await get(sandbox.url, `/deals?${query}`, asked(sandbox));
  return ((await answer.json()) as { data: { id: string }[] }).data;
}

describe("embeddedSandbox", () => {
  it("keeps its deals from one call to the next, in a directory of its own", async () => {
    const stateDir = join(scratch(), "state");
    const first = await embedded(stateDir);
    const body = '{"fields":{"amount":1.10}}';
    expect((await patch(first.url, `/deals/${STARTER}`, body, asked(first))).status).toBe(200);
    await first.close();
    const second = await embedded(stateDir);
    const answer = await get(second.url, `/deals/${STARTER}?properties=amount`, asked(second));
    expect(await answer.text()).toContain('"amount":1.10');
    expect(await listed(second, "limit=100&archived=true")).toHaveLength(EMBEDDED_COUNT);
    expect(readdirSync(join(stateDir, "sandbox"))).toEqual(["deals.ndjson"]);
    expect(statSync(join(stateDir, "sandbox")).mode & 0o777).toBe(0o700);
  });

  it("takes its own token of this call and no other", async () => {
    const stateDir = scratch();
    const [one, other] = [await embedded(stateDir), await embedded(stateDir)];
    expect(one.token).not.toBe(other.token);
    expect((await get(one.url, "/deals", asked(one))).status).toBe(200);
    expect((await get(one.url, "/deals", asked(other))).status).toBe(401);
    expect((await get(one.url, "/deals")).status).toBe(401);
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: SANDBOX_CLIENT.id,
      client_secret: SANDBOX_CLIENT.secret,
    });
    expect((await fetch(`${one.url}/oauth2/token`, { method: "POST", body })).status).toBe(401);
  });

  it("loses no update when calls run at once", async () => {
    const stateDir = join(scratch(), "state");
    const sandboxes = await Promise.all([embedded(stateDir), embedded(stateDir)]);
    const [first] = sandboxes;
    const ids = (await listed(first, "limit=30")).map(({ id }) => id);
    const fields = ["next_step", "phone"];
    await Promise.all(
      sandboxes.map(async (sandbox, place) => {
        for (const id of ids) {
          const body = JSON.stringify({ fields: { [fields[place] ?? ""]: `by ${place}` } });
          expect((await patch(sandbox.url, `/deals/${id}`, body, asked(sandbox))).status).toBe(200);
        }
      }),
    );
    for (const id of ids) {
      const answer = await get(first.url, `/deals/${id}?properties=next_step,phone`, asked(first));
      expect(await answer.json()).toMatchObject({ next_step: "by 0", phone: "by 1" });
    }
  });

  it("stops the call when its file is damaged, and says how to continue", async () => {
    const stateDir = scratch();
    const { close } = await embedded(stateDir);
    await close();
    const file = join(stateDir, "sandbox", "deals.ndjson");
    writeFileSync(file, '{"routera_sandbox":1,"deals":1}\n{"id":');
    const failure = await embedded(stateDir).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(toCliWording(failure as Failure)).toMatchObject({
      code: "sandbox_data_damaged",
      hint: expect.stringContaining(`mv ${file}`),
    });
  });
});
