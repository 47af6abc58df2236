/** Commands that are proposed work as they are: they lead to the same place as the call that proposes them. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEAL, type DealServer, dealServer } from "../../harness/dealServer.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";

let home: Home;
let server: DealServer;
let other: DealServer;
const token = { ROUTERA_TOKEN: CANARY };
beforeEach(async () => {
  home = makeHome();
  home.write("rows.csv", `id,deal_stage\n${DEAL},won\n`);
  [server, other] = await Promise.all([dealServer(), dealServer()]);
});
afterEach(async () => {
  home.remove();
  await Promise.all([server.close(), other.close()]);
});

describe("deals plan --out", () => {
  it("prints the command with the words of this call, in JSON too", async () => {
    home.write("conf.yaml", "profiles:\n  work:\n    baseUrl: https://example.com\n");
    const words = ["deals", "plan", "rows.csv", "--out", "plan.jsonl", "--base-url", server.url];
    const config = ["--profile", "work", "--config", "conf.yaml"];
    const { exit, stdout } = await home.run([...words, ...config], { env: token });
    expect(exit).toBe(0);
    const line = /Apply: +(.+)\n/.exec(stdout)?.[1];
    expect(line).toBe(
      `routera deals apply plan.jsonl --profile work --base-url ${server.url} --config conf.yaml`,
    );
    const json = await home.run([...words, ...config, "--force", "--json"], { env: token });
    expect(JSON.parse(json.stdout).at(-1).next).toBe(line);
    const applied = await home.shell(`${line} --yes`, { env: token });
    expect([applied.exit, server.deal().deal_stage]).toEqual([0, "won"]);
  });
});

describe("another place than that of the plan, or of the run", () => {
  const plan = () =>
    home.run(["deals", "plan", "rows.csv", "--out", "plan.jsonl", "--base-url", server.url], { env: token });
  const apply = (env: object, ...more: string[]) =>
    home.run(["deals", "apply", "plan.jsonl", "--yes", ...more], { env: { ...token, ...env } });
  const hintOf = ({ stderr }: { readonly stderr: string }) =>
    [...stderr.matchAll(/^hint: (.+)$/gm)].map(([, hint]) => hint).join("; ");

  it("says of a plan what names the address now", async () => {
    await plan();
    const address = `--base-url ${server.url}`;
    expect(hintOf(await apply({}, "--base-url", other.url))).toBe(
      `remove --base-url, or use ${address}; or make a new plan`,
    );
    expect(hintOf(await apply({ ROUTERA_BASE_URL: other.url }))).toBe(
      `unset ROUTERA_BASE_URL, or use ${address}; or make a new plan`,
    );
    expect(hintOf(await apply({}))).toBe(
      `use the profile of the plan, --profile NAME, or its base URL, ${address}; or make a new plan`,
    );
    expect((await apply({}, "--base-url", server.url)).exit).toBe(0);
  });

  it("says it of a run", async () => {
    await plan();
    await apply({}, "--base-url", server.url);
    const resume = (env: object, ...more: string[]) =>
      home.run(["runs", "resume", ...more], { env: { ...token, ...env } });
    expect(hintOf(await resume({}))).toBe(`add --base-url ${server.url}`);
    expect(hintOf(await resume({ ROUTERA_BASE_URL: other.url }))).toBe(
      `unset ROUTERA_BASE_URL, or use --base-url ${server.url}`,
    );
    expect(hintOf(await resume({}, "--profile", "sandbox"))).toBe(
      "the target belongs to profile default: add --profile default",
    );
    expect((await resume({}, "--base-url", server.url)).exit).toBe(0);
  });

  it("leads to the sandbox", async () => {
    await home.run(["--profile", "sandbox", "deals", "plan", "rows.csv", "--out", "plan.jsonl"]);
    expect(hintOf(await apply({}, "--base-url", other.url))).toBe(
      "the target is the built-in sandbox: remove --base-url and add --profile sandbox; or make a new plan",
    );
  });
});
