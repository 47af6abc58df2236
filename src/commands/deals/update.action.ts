/** `routera deals update <id>`: what it does. */

import { dealPath } from "../../api/url.ts";
import type { Action } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import type { Assignments } from "../../deals/assignments.ts";
import { assignedFields } from "../../deals/assignments.ts";
import type { Deal } from "../../deals/deal.ts";
import { requestedProperties } from "../../deals/properties.ts";
import { differingFields } from "../../deals/sameValue.ts";
import { asFailure, Failure } from "../../failure.ts";
import { option, say } from "../../hint.ts";
import type { JsonObject } from "../../json.ts";
import { refuseReadonly } from "../../runs/guards.ts";
import { dealView } from "../../views/deal.ts";
import { type DryRun, dryRunView } from "../../views/dryRun.ts";
import type { View } from "../../views/view.ts";
import { credentialSource } from "../credentialSource.ts";
import { selected, withNameHint } from "./fieldHint.ts";

/** A checked request to change one deal; files are still to be read. */
export type UpdateRequest = {
  /** The ID, or a value of `by`. */
  readonly id: string;
  readonly by: string | undefined;
  readonly assignments: Assignments;
  /** Properties to return besides the default ones and those that are set. */
  readonly properties: readonly string[];
  readonly strict: boolean;
  readonly dryRun: boolean;
};

type UpdateResult = { readonly dryRun: DryRun } | { readonly deal: Deal };

export const updateAction: Action<UpdateRequest, UpdateResult> = {
  outcome: (result) => ("deal" in result ? "applied" : "not_applied"),
  run: async (context, asked) => {
    const request = asked.by === undefined ? asked : await withId(context, asked, asked.by);
    const fields = await assignedFields(request.assignments, context.readText);
    const settings = await context.settings();
    const properties = requestedProperties([...settings.properties.value, ...request.properties], fields);
    if (request.dryRun) {
      const url = dealPath(settings.baseUrl.value, request.id, properties);
      const tokenSource = credentialSource(settings, await context.wording());
      return { dryRun: { method: "PATCH", url, body: { fields }, tokenSource } };
    }
    const account = await context.account();
    refuseReadonly(account);
    const deals = await account.deals();
    const progress = await context.progress(`updating deal ${request.id}`);
    try {
      const { deal, readBack } = await deals.update(request.id, fields, { properties });
      progress.done();
      if (readBack) await context.note("the answer was lost; the deal was read again and shows the change");
      await checkStored(context, request, fields, deal);
      const keys = selected(context);
      keys.see(deal);
      await keys.tell();
      return { deal };
    } catch (error) {
      const failure = withTypeHint(asFailure(error), request);
      const named = await withNameHint(failure, request.properties, context);
      throw await withNameHint(named, Object.keys(fields), context);
    } finally {
      progress.done();
    }
  },
  view: (result) => ("dryRun" in result ? dryRunFace : dealFace),
};

/** The same request with the ID of the deal. */
async function withId(context: Context, request: UpdateRequest, by: string): Promise<UpdateRequest> {
  const account = await context.account();
  if (!request.dryRun) refuseReadonly(account);
  const { findByKey } = await import("./findByKey.ts");
  const [deal] = await findByKey(context, await account.deals(), { by, keys: [request.id], properties: [] });
  return { ...request, id: deal?.id ?? request.id };
}

const dryRunFace = face((result) => (result as { dryRun: DryRun }).dryRun, dryRunView);
const dealFace = face((result) => (result as { deal: Deal }).deal, dealView);

function face<T>(pick: (result: UpdateResult) => T, view: View<T>): View<UpdateResult> {
  return {
    table: (result, page) => view.table(pick(result), page),
    value: (result) => view.value(pick(result)),
  };
}

async function checkStored(
  context: Context,
  request: UpdateRequest,
  fields: JsonObject,
  deal: Deal,
): Promise<void> {
  const names = differingFields(fields, deal);
  if (names.length === 0) return;
  const shown = names.filter((name) => Object.hasOwn(deal, name));
  const unshown = names.filter((name) => !Object.hasOwn(deal, name));
  const facts = [
    ...(shown.length > 0 ? [`Routera keeps ${shown.join(", ")} with another value than was sent`] : []),
    ...(unshown.length > 0 ? [`its answer does not show ${unshown.join(", ")}`] : []),
  ];
  const message = `stored_differently: ${facts.join("; ")}`;
  if (!request.strict) return context.warn(message, "stored_differently");
  throw new Failure("conflict", message, {
    code: "stored_differently",
    outcome: "applied",
    hint: {
      run: { command: "deals get", operands: [request.id], options: { properties: names.join(",") } },
    },
  });
}

/** Texts where Routera wants a number are the commonest reason for a 400: say how to send one. */
function withTypeHint(failure: Failure, { assignments }: UpdateRequest): Failure {
  if (failure.kind !== "rejected" || /invalid propert/i.test(failure.message)) return failure;
  const texts = [...assignments.byName].filter(([, one]) => one.from === "text").map(([name]) => name);
  if (texts.length === 0) return failure;
  // Routera's message often names the field that it minds.
  const name = texts.find((one) => failure.message.includes(one)) ?? texts[0];
  return failure.with({
    hint: say`${texts.join(", ")}: values given by ${option("field")} are sent as strings; for a number, true, false or null use ${option("fieldJson", `${name}=5000`)}, ${option("fieldJson", `${name}=true`)} or ${option("clear", String(name))}`,
  });
}
