/** Tokens of client credentials that several processes share. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type AccountServer, accountServer, CLIENT } from "../../harness/accountServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";

let account: AccountServer;
let home: Home;
beforeAll(async () => {
  account = await accountServer();
});
afterAll(() => account.close());
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

/** Lists the deals in as many processes at the same moment. @returns how many tokens were given out in the meantime */
async function issuedTo(processes: number): Promise<number> {
  const before = account.issued();
  const env = {
    ROUTERA_BASE_URL: account.url,
    ROUTERA_CLIENT_ID: CLIENT.id,
    ROUTERA_CLIENT_SECRET: CLIENT.secret,
  };
  const calls = Array.from({ length: processes }, () => home.launch(["deals", "list", "--json"], { env }));
  const all = await Promise.all(calls);
  expect(all.map(({ exit, stderr }) => ({ exit, stderr }))).toEqual(
    Array(processes).fill({ exit: 0, stderr: "" }),
  );
  return account.issued() - before;
}

it("a token is asked for once by ten calls at the same moment", async () => {
  expect(await issuedTo(10)).toBe(1);
});

it("a token is renewed once when Routera refuses it, by ten calls too", async () => {
  await issuedTo(1);
  account.accepted.clear();
  expect(await issuedTo(10)).toBe(1);
  expect(await issuedTo(1)).toBe(0);
});
