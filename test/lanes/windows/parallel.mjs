/** Several processes of routera at once. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe } from "node:test";
import { check } from "./support/lane.mjs";
import { parsed, SANDBOX, useHome } from "./support/program.mjs";

describe("several processes at once", () => {
  const home = useHome();
  const exitsOf = async (started) => (await Promise.all(started)).map(({ exit }) => exit);

  check("32 updates of the sandbox at once all arrive", async () => {
    const deals = parsed(home.good([...SANDBOX, "deals", "list", "--limit", "32", "--json"]));
    assert.equal(deals.length, 32);
    const update = ({ id }, at) =>
      home.start([...SANDBOX, "deals", "update", id, "--field", `deal_name=Parallel ${at}`]).ended;
    assert.deepEqual(await exitsOf(deals.map(update)), Array(32).fill(0));
    const after = parsed(home.good([...SANDBOX, "deals", "list", "--limit", "32", "--json"]));
    assert.deepEqual(
      after.map(({ deal_name: name }) => name),
      deals.map((_, at) => `Parallel ${at}`),
    );
  });

  check("8 changes of the user config at once are all kept", async () => {
    const names = Array.from({ length: 8 }, (_, at) => `p${at}`);
    const set = (name) => home.start(["profile", "set", name, "timeout=5s"]).ended;
    assert.deepEqual(await exitsOf(names.map(set)), Array(8).fill(0));
    const config = readFileSync(home.config, "utf8");
    for (const name of names) assert.ok(config.includes(`${name}:`), `${name} is missing`);
  });
});
