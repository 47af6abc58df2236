/** The example of the README, word for word; `package.test.ts` compiles and runs it. */
export const EXAMPLE = `import { apply, plan, RouteraClient, RouteraFailure, toPlain } from "routera";

const client = new RouteraClient({
  token: process.env.ROUTERA_TOKEN,
  baseUrl: process.env.ROUTERA_BASE_URL, // default: https://api.routera.io
});

try {
  const id = "550e8400-e29b-41d4-a716-446655440000";
  const { deal } = await client.update(id, { deal_name: "Enterprise plan", amount: 5000 });
  console.log(deal.deal_name, toPlain(deal).amount);

  const rows = [{ id, fields: { deal_stage: "won", next_step: null } }]; // or any (async) iterable
  const { changes, digest } = await plan({ client, rows, out: "plan.jsonl" });
  const run = await apply({ client, plan: "plan.jsonl", approve: digest, maxErrors: "5%" });
  console.log("applied", run.counts.applied, "of", changes);
} catch (error) {
  if (!(error instanceof RouteraFailure)) throw error;
  console.error(error.code, error.message, error.outcome);
  process.exitCode = error.exitCode;
} finally {
  client.close();
}
`;
