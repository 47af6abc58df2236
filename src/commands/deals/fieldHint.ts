/** Hints about field names: suggestions when a request is refused for one, and `--select` keys that no deal has. */
import type { Account } from "../../account/account.ts";
import { readKnownFields } from "../../account/suggestions/recordFields.ts";
import { suggestFields } from "../../account/suggestions/suggestFields.ts";
import type { DealsClient } from "../../api/deals.ts";
import type { Context } from "../../cli/context.ts";
import { parseSelect } from "../../cli/globals.ts";
import { concealedFields, TOKEN_IN_DEAL } from "../../deals/concealment.ts";
import { asFailure, type Failure, hintsOf, usage } from "../../failure.ts";
import { option, words } from "../../hint.ts";
import type { JsonObject } from "../../json.ts";
import { closestMatch } from "../../text/closestMatch.ts";
import { lookup } from "../../views/formats/select.ts";

/** A name that no answer has shown yet, close to one that has: a slip of the keys is likely. */
export async function withNameHint(
  failure: Failure,
  names: readonly string[],
  context: Context,
): Promise<Failure> {
  return withSlips(failure, await slipsIn(failure, names, context));
}

/** Deals whose refusals say what was probably meant. */
export type FieldHintOptions = {
  /** The same account for a command that asks for properties by name. */
  readonly account: () => Promise<Account>;
  /** Warns of slips in requests whose refusal did not end the call. */
  readonly tell: () => Promise<void>;
};

export function withFieldHints(context: Context): FieldHintOptions {
  const found = new Set<string>();
  const hinted = async (error: unknown, names: readonly string[] = []): Promise<Failure> => {
    const failure = asFailure(error);
    const slips = await slipsIn(failure, names, context);
    for (const slip of slips) found.add(slip);
    return withSlips(failure, slips);
  };
  const hintingClient = (client: DealsClient): DealsClient => ({
    ...client,
    get: async (id, options) => {
      try {
        return await client.get(id, options);
      } catch (error) {
        throw await hinted(error, options?.properties);
      }
    },
    page: async (query) => {
      try {
        return await client.page(query);
      } catch (error) {
        throw await hinted(error, query.properties);
      }
    },
  });
  return {
    account: async () => {
      const account = await context.account();
      return { ...account, deals: async () => hintingClient(await account.deals()) };
    },
    tell: async () => {
      for (const slip of found) await context.warn(slip, "unknown_property");
    },
  };
}

function withSlips(failure: Failure, slips: readonly string[]): Failure {
  if (slips.length === 0) return failure;
  return failure.with({ hint: [...slips, ...hintsOf(failure)] });
}

async function slipsIn(
  failure: Failure,
  names: readonly string[],
  context: Context,
): Promise<readonly string[]> {
  if (failure.kind !== "rejected" || names.length === 0) return [];
  const { host, target } = await context.account();
  const knownFields = await readKnownFields(target, host);
  return [...suggestFields(names, knownFields)].map(([name, near]) => `${name}: did you mean ${near}?`);
}

export type Selected = {
  /** Looks at a deal as it passes. */
  readonly see: (deal: JsonObject) => void;
  /** Warns of keys that were in none of the deals, if there were any deals, and of deals that held the token. */
  readonly tell: () => Promise<void>;
  /** Warns of deals that held the token. @throws Failure `unknown_key` for keys that were in none of the deals */
  readonly check: () => Promise<void>;
};

export function selected(context: Context): Selected {
  const missing = new Set(parseSelect(context.globals.select));
  const known = new Set<string>();
  const echoes = new Set<string>();
  const warnOfEchoes = async (): Promise<void> => {
    if (echoes.size === 0) return;
    const text = `${[...echoes].join(", ")} contains the token of this command, shown as [hidden]`;
    await context.warn(text, TOKEN_IN_DEAL);
  };
  return {
    see: (deal) => {
      for (const field of concealedFields(deal)) echoes.add(field);
      if (missing.size === 0) return;
      for (const key of Object.keys(deal)) known.add(key);
      for (const path of missing) if (lookup(deal, path) !== undefined) missing.delete(path);
    },
    tell: async () => {
      await warnOfEchoes();
      if (known.size === 0) return;
      for (const path of missing) {
        const near = closestMatch(path, [...known]);
        await context.warn(
          `--select ${path}: no deal has this key${near === undefined ? "" : `; did you mean ${near}?`}`,
          "unknown_key",
        );
      }
    },
    check: async () => {
      await warnOfEchoes();
      const [path] = missing;
      if (known.size === 0 || path === undefined) return;
      const near = closestMatch(path, [...known]);
      throw usage(
        "unknown_key",
        words`${option("select")} ${[...missing].join(", ")}: no deal has this key`,
        near === undefined ? `keys: ${[...known].join(", ")}` : `did you mean ${near}?`,
      );
    },
  };
}
