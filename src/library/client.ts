/// <reference lib="esnext.disposable" preserve="true" />
/** The client of one account's deals, for programs. */
import type { Deal } from "../deals/deal.ts";
import { checkKeyField } from "../deals/fieldName.ts";
import { requestedProperties } from "../deals/properties.ts";
import { differingFields } from "../deals/sameValue.ts";
import { usage } from "../failure.ts";
import { getNamedDeal, listDeals } from "../plans/lookup/readDeals.ts";
import { type ClientAccount, keepAccount, openClient } from "./account.ts";
import { checkArgument, checkOptions } from "./checkOptions.ts";
import { ofCaller, toLibraryWording, withLibraryWording } from "./hints.ts";
import type { ClientOptions } from "./options.ts";
import { type FieldsToSet, fieldsOf } from "./values.ts";

export type GetOptions = {
  /** Properties to return besides the default ones. */
  readonly properties?: readonly string[] | undefined;
  /** Field whose value is passed instead of the ID, such as `external_id`. The list is read to find the deal. */
  readonly by?: string | undefined;
};

export type UpdateOptions = GetOptions & {
  /** The deal as returned by `get` or `list`, with the fields to set: used to find the outcome of a write whose response was lost. */
  readonly before?: Deal | undefined;
};

export type ListOptions = Omit<GetOptions, "by"> & {
  /** Maximum number of deals. Default: all. */
  readonly limit?: number | undefined;
  /** True: include archived deals. Default: false. */
  readonly archived?: boolean | undefined;
};

/** Result of an update. */
export type Updated = {
  /** The deal as Routera returned it. */
  readonly deal: Deal;
  /** Fields for which Routera stored a different value. */
  readonly storedDifferently: readonly string[];
  /** True if the response was lost and reading the deal confirmed the update. */
  readonly readBack: boolean;
  /** Number of PATCH requests. */
  readonly sent: number;
};

/**
 * Reads and updates deals with the checks and retries of the command line: a write with an unknown outcome is never sent
 * again blindly. All errors are a RouteraFailure, also for a wrong argument; its `outcome` is the outcome of the write.
 * Numbers are returned as LosslessNumber objects, which keep their digits; see `toPlain`.
 */
export class RouteraClient {
  readonly #account: ClientAccount;

  /** No socket opens before the first request. @throws RouteraFailure of kind usage or credentials */
  constructor(options: ClientOptions) {
    try {
      this.#account = openClient(options);
    } catch (error) {
      throw toLibraryWording(error);
    }
    keepAccount(this, this.#account);
  }

  /**
   * Updates fields of one deal, and returns the deal. The update takes effect at most once. null clears a field.
   * @param id deal ID, or with `by` the value of that field
   * @param fields the fields to set
   * @returns the deal after the update
   * @throws RouteraFailure; its `outcome` is the outcome of the write
   */
  update(id: string, fields: FieldsToSet, given: UpdateOptions = {}): Promise<Updated> {
    return withLibraryWording(async () => {
      checkArgument("update", "id", id, "string");
      const options = checkOptions("update", given, {
        properties: "strings",
        by: "string",
        before: "object",
      });
      const { by, properties = [] } = options;
      const before = ofCaller("update: reading before", () => options.before && { ...options.before });
      if (by === undefined) checkBefore(before, id);
      const set = fieldsOf(fields);
      const deals = await this.#account.deals();
      const found =
        by === undefined
          ? id
          : (await getNamedDeal(this.#account, { by: checkKeyField(by), key: id }, [], {})).id;
      if (by !== undefined) checkBefore(before, found);
      const asked = { properties: requestedProperties(properties, set), before };
      const updated = await deals.update(found, set, asked);
      return { ...updated, storedDifferently: differingFields(set, updated.deal) };
    });
  }

  /** Returns one deal. @param id deal ID, or with `by` the value of that field @throws RouteraFailure */
  get(id: string, given: GetOptions = {}): Promise<Deal> {
    return withLibraryWording(async () => {
      checkArgument("get", "id", id, "string");
      const { by, properties = [] } = checkOptions("get", given, { properties: "strings", by: "string" });
      const name = by === undefined ? { id } : { by: checkKeyField(by), key: id };
      return getNamedDeal(this.#account, name, properties, {});
    });
  }

  /** Returns deals, read page by page during iteration. @throws RouteraFailure */
  async *list(given: ListOptions = {}): AsyncGenerator<Deal, void, void> {
    try {
      const options = checkOptions("list", given, {
        properties: "strings",
        limit: "positive",
        archived: "boolean",
      });
      const { archived = false, limit, properties = [] } = options;
      yield* listDeals(this.#account, { where: [], limit, archived, properties }, {});
    } catch (error) {
      throw toLibraryWording(error);
    }
  }

  /** Closes idle connections. The client cannot be used afterwards. */
  close(): void {
    this.#account.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}

/** What is compared with an answer must be the same deal. @throws Failure `bad_option` */
function checkBefore(before: Deal | undefined, id: string): void {
  if (before === undefined || before.id === id) return;
  throw usage(
    "bad_option",
    `update: before must be the deal ${JSON.stringify(id)}, as returned by get or list`,
  );
}
