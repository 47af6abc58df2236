/** Fields that Routera does not know: refused once for the whole file, before any other deal is read. */
import type { Account } from "../account/account.ts";
import type { KnownFields } from "../account/suggestions/knownFields.ts";
import { readKnownFields } from "../account/suggestions/recordFields.ts";
import type { DealsClient } from "../api/deals.ts";
import { DEFAULT_PROPERTIES, SYSTEM_FIELDS } from "../deals/deal.ts";
import { asFailure, Failure } from "../failure.ts";
import { type Hint, option, say } from "../hint.ts";
import type { RowsOptions } from "../rows/options.ts";
import { quoted } from "../rows/row.ts";
import { closestMatch } from "../text/closestMatch.ts";

/** The code of the failure that refuses a file. */
export const UNKNOWN_FIELD = "unknown_field";

/** The most characters that the names of properties may have together. */
const LONGEST = 2_000;

type Input = { readonly name: string; readonly report: { readonly fields: readonly string[] } };

/**
 * A client whose first read asks for every field that the file sets; the others wait for its answer. It is the answer of
 * Routera that decides which fields there are.
 */
export async function checkingFields(
  account: Account,
  input: Input,
  options: RowsOptions,
): Promise<Pick<DealsClient, "get" | "page">> {
  const client = await account.deals();
  const always: readonly string[] = DEFAULT_PROPERTIES;
  // A name with a comma cannot be asked for.
  const names = input.report.fields.filter((name) => !always.includes(name) && !name.includes(","));
  if (names.length === 0 || names.join().length > LONGEST) return client;
  let known = false;
  let probe: Promise<unknown> | undefined;
  const asking: DealsClient["get"] = async (id, request = {}) => {
    try {
      const deal = await client.get(id, {
        ...request,
        properties: [...new Set([...(request.properties ?? []), ...names])],
      });
      known = true;
      return deal;
    } catch (error) {
      throw await refusal(asFailure(error), names, { account, name: input.name, options });
    } finally {
      // Before it settles: whoever waits for it may be the next one to ask.
      probe = undefined;
    }
  };
  const get: DealsClient["get"] = async (id, request) => {
    while (probe !== undefined) await probe.catch(() => {});
    if (known) return client.get(id, request);
    const reading = asking(id, request);
    probe = reading;
    return reading;
  };
  return { ...client, get };
}

type About = { readonly account: Account; readonly name: string; readonly options: RowsOptions };

async function refusal(failure: Failure, names: readonly string[], about: About): Promise<Failure> {
  if (failure.kind !== "rejected") return failure;
  const named = names.filter((name) => holdsName(failure.message, name));
  if (named.length === 0 && !/propert/i.test(failure.message)) return failure;
  const unknown = named.length === 0 ? names : named;
  const { account, name, options } = about;
  const knownFields = await readKnownFields(account.target, account.host);
  const columns = unknown.map((field) => quoted(columnOf(field, options)));
  const isOne = columns.length === 1;
  return new Failure(
    "rejected",
    `${name} line 1, ${isOne ? "column" : "columns"} ${columns.join(", ")}: unknown ${isOne ? "field" : "fields"} (${failure.message})`,
    {
      code: UNKNOWN_FIELD,
      status: failure.status,
      hint: unknown.map((field) => advice(field, knownFields, options)),
    },
  );
}

/** The name as a whole: `n` is not in `Invalid properties: no`. */
function holdsName(message: string, name: string): boolean {
  const at = message.indexOf(name);
  if (at === -1) return false;
  const isPart = (character: string | undefined) =>
    character !== undefined && /[\p{L}\p{N}_]/u.test(character);
  return !isPart(message[at - 1]) && !isPart(message[at + name.length]);
}

function columnOf(field: string, { map, mapping }: RowsOptions): string {
  for (const [column, mapped] of map ?? []) if (mapped === field) return column;
  for (const [column, mapped] of mapping?.columns ?? []) if (mapped.field === field) return column;
  return field;
}

function advice(field: string, knownFields: KnownFields, options: RowsOptions): Hint {
  const column = columnOf(field, options);
  const near = closestField(field, knownFields);
  if (near === undefined) {
    return say`map the column to a field, or ignore it: ${option("map", `${column}=FIELD`)} or ${option("ignoreColumn", column)}`;
  }
  return say`did you mean ${near}? Add ${option("map", `${column}=${near}`)}`;
}

/** Case, spaces and punctuation are what labels differ in. */
function closestField(field: string, knownFields: KnownFields): string | undefined {
  const system: readonly string[] = SYSTEM_FIELDS;
  const fields = [...new Set([...DEFAULT_PROPERTIES, ...knownFields.keys()])].filter(
    (name) => !system.includes(name) && name !== field,
  );
  const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return fields.find((name) => plain(name) === plain(field)) ?? closestMatch(field, fields);
}
