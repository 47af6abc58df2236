/** Tools that read deals. */
import { z } from "zod";
import { get } from "../../commands/deals/get.ts";
import { list } from "../../commands/deals/list.ts";
import { checkKeyField } from "../../deals/fieldName.ts";
import { parseWhere } from "../../deals/parseWhere.ts";
import { parseProperties } from "../../deals/properties.ts";
import { usage } from "../../failure.ts";
import { type DealNames, getDeals, listSome } from "../../plans/lookup/readDeals.ts";
import { type Call, tool } from "../call.ts";
import { UNTRUSTED_NOTICE } from "../untrusted.ts";

const MAX_LISTED = 1_000;
const MAX_NAMED = 500;

const properties = z.array(z.string()).default([]).describe(list.flags.properties.summary);

export const DEALS_OUTPUT = {
  notice: z.string(),
  target: z.string().describe("Base URL that the deals come from"),
  deals: z.array(z.looseObject({ id: z.string() })),
};

export const listDealsTool = tool({
  name: "list_deals",
  title: "List deals",
  description:
    "Lists deals, all of them or those that match every condition of `where`. Read-only. A condition is a string: FIELD=VALUE, FIELD!=VALUE, FIELD~PART, FIELD<VALUE, FIELD>=VALUE or FIELD in A,B.",
  input: z.strictObject({
    where: z.array(z.string()).default([]).describe(list.flags.where.summary),
    limit: z.int().min(1).max(MAX_LISTED).default(50).describe("Maximum number of deals to return"),
    archived: z.boolean().default(false).describe(list.flags.archived.summary),
    properties,
  }),
  output: z.looseObject({
    ...DEALS_OUTPUT,
    more: z.boolean().describe("True: more deals match the conditions"),
  }),
  writes: false,
  run: async (call, { archived, limit, properties: names, where }) => {
    const query = { archived, limit, where: parseWhere(where), properties: await wanted(call, names) };
    const { deals, more } = await listSome(call.account, query, call.on);
    return { value: { notice: UNTRUSTED_NOTICE, target: call.account.target, deals, more } };
  },
});

export const getDealsTool = tool({
  name: "get_deals",
  title: "Get deals",
  description:
    "Returns deals in the requested order: by `ids`, or by the exact value of another field with `by` and `keys`. Read-only. If any is missing, none is returned and all missing ones are listed.",
  input: z.strictObject({
    ids: z.array(z.string()).min(1).max(MAX_NAMED).optional().describe("IDs of the deals"),
    by: z.string().optional().describe(get.flags.by.summary),
    keys: z.array(z.string()).min(1).max(MAX_NAMED).optional().describe("Values of that field"),
    properties,
  }),
  output: z.looseObject(DEALS_OUTPUT),
  writes: false,
  run: async (call, { properties: names, ...given }) => {
    const deals = await getDeals(call.account, namesOf(given), await wanted(call, names), call.on);
    return { value: { notice: UNTRUSTED_NOTICE, target: call.account.target, deals } };
  },
});

function namesOf({
  by,
  ids,
  keys,
}: {
  readonly by?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly keys?: readonly string[] | undefined;
}): DealNames {
  if (ids !== undefined && by === undefined && keys === undefined) return { ids };
  if (ids === undefined && by !== undefined && keys !== undefined) return { by: checkKeyField(by), keys };
  throw usage(
    "bad_argument",
    "get_deals takes ids, or by and keys",
    'for example {"by": "external_id", "keys": ["A-1"]}',
  );
}

/** Those of the settings, and those of this call. */
async function wanted({ session }: Call, names: readonly string[]): Promise<readonly string[]> {
  const { properties: usual } = await session.context.settings();
  return [...usual.value, ...parseProperties(names)];
}
