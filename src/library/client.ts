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
  /** Names to return besides the default ones. */
  readonly properties?: readonly string[] | undefined;
  /** The field whose value is given instead of the ID, such as `external_id`: the list is read to find the deal. */
  readonly by?: string | undefined;
};

export type UpdateOptions = GetOptions & {
  /** The deal as it was read before, with the fields that are set: helps to show the outcome of a write whose answer is lost. */
  readonly before?: Deal | undefined;
};

export type ListOptions = Omit<GetOptions, "by"> & {
  /** How many deals at most. Default: all. */
  readonly limit?: number | undefined;
  /** True: archived deals too. Default: only those that are not. */
  readonly archived?: boolean | undefined;
};

/** Result of an update. */
export type Updated = {
  /** The deal as Routera returned it. */
  readonly deal: Deal;
  /** Fields that Routera keeps with another value than was sent. */
  readonly storedDifferently: readonly string[];
  /** True when the answer was lost, and the deal was read again and shows the change. */
  readonly readBack: boolean;
  /** How many times the PATCH was sent. */
  readonly sent: number;
};

/**
 * Reads and changes deals with the checks, the retries and the caution of the command line: a write whose outcome is not
 * known is never sent again blindly. All that is thrown is a RouteraFailure, also for a wrong argument; its `outcome` says
 * the outcome of a write.
 * Numbers come back as LosslessNumber objects, which keep their digits; see `toPlain`.
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
   * Changes fields of one deal, at most once in effect. null clears a field.
   * @param id the ID, or with `by` the value of that field
   * @throws RouteraFailure
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

  /** One deal. @throws RouteraFailure */
  get(id: string, given: GetOptions = {}): Promise<Deal> {
    return withLibraryWording(async () => {
      checkArgument("get", "id", id, "string");
      const { by, properties = [] } = checkOptions("get", given, { properties: "strings", by: "string" });
      const name = by === undefined ? { id } : { by: checkKeyField(by), key: id };
      return getNamedDeal(this.#account, name, properties, {});
    });
  }

  /** The deals, read page by page while they are looped over. @throws RouteraFailure */
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

  /** Closes idle connections; the client is of no use afterwards. */
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
