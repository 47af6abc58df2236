/** `routera deals update <id>`: what it does. */

import { dealPath } from "../../api/url.ts";
import { typeHint } from "../../cli/arguments/typeHint.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import type { Assignments } from "../../deals/assignments.ts";
import { assignedFields } from "../../deals/assignments.ts";
import type { Deal } from "../../deals/deal.ts";
import { requestedProperties } from "../../deals/properties.ts";
import { differingFields } from "../../deals/sameValue.ts";
import { asFailure, Failure } from "../../failure.ts";
import type { JsonObject } from "../../json.ts";
import { refuseReadonly } from "../../runs/guards.ts";
import { updatedDealView } from "../../views/deal.ts";
import { dryRunView } from "../../views/dryRun.ts";
import { credentialSource } from "../credentialSource.ts";
import { selected, withNameHint } from "./fieldHint.ts";

/** What is asked: to change one deal; files are still to be read. */
export type Input = {
  /** The ID, or a value of `by`. */
  readonly id: string;
  readonly by: string | undefined;
  readonly assignments: Assignments;
  /** Properties to return besides the default ones and those that are set. */
  readonly properties: readonly string[];
  readonly strict: boolean;
  readonly dryRun: boolean;
};

export async function execute(context: Context, typed: Input): Promise<CommandResult> {
  const input = typed.by === undefined ? typed : await withId(context, typed, typed.by);
  const fields = await assignedFields(input.assignments, context.readText);
  const settings = await context.settings();
  const properties = requestedProperties([...settings.properties.value, ...input.properties], fields);
  if (input.dryRun) {
    const url = dealPath(settings.baseUrl.value, input.id, properties);
    const tokenSource = credentialSource(settings, await context.wording());
    return result(dryRunView, { method: "PATCH", url, body: { fields }, tokenSource });
  }
  const account = await context.account();
  refuseReadonly(account);
  const deals = await account.deals();
  const progress = await context.progress(`Updating deal ${input.id}`);
  try {
    const { deal, readBack } = await deals.update(input.id, fields, { properties });
    progress.done();
    if (readBack) await context.note("the response was lost; reading the deal confirmed the update");
    await checkStored(context, input, fields, deal);
    const keys = selected(context);
    keys.see(deal);
    await keys.tell();
    return result(updatedDealView, { deal, fields: Object.keys(fields) }, { outcome: () => "applied" });
  } catch (error) {
    const failure = withTypeHint(asFailure(error), input);
    const named = await withNameHint(failure, input.properties, context);
    throw await withNameHint(named, Object.keys(fields), context);
  } finally {
    progress.done();
  }
}

/** The same input with the ID of the deal. */
async function withId(context: Context, input: Input, by: string): Promise<Input> {
  const account = await context.account();
  if (!input.dryRun) refuseReadonly(account);
  const { readNamedDeals } = await import("./namedDeals.ts");
  const [deal] = await readNamedDeals(context, account, { by, keys: [input.id] }, []);
  return { ...input, id: deal?.id ?? input.id };
}

async function checkStored(
  context: Context,
  { id, strict }: Input,
  fields: JsonObject,
  deal: Deal,
): Promise<void> {
  const names = differingFields(fields, deal);
  if (names.length === 0) return;
  const shown = names.filter((name) => Object.hasOwn(deal, name));
  const unshown = names.filter((name) => !Object.hasOwn(deal, name));
  const facts = [
    ...(shown.length > 0 ? [`Routera stored a different value for ${shown.join(", ")}`] : []),
    ...(unshown.length > 0 ? [`the response does not contain ${unshown.join(", ")}`] : []),
  ];
  const message = `stored_differently: ${facts.join("; ")}`;
  if (!strict) return context.warn(message, "stored_differently");
  throw new Failure("conflict", message, {
    code: "stored_differently",
    outcome: "applied",
    hint: {
      run: { command: "deals get", operands: [id], options: { properties: names.join(",") } },
    },
  });
}

function withTypeHint(failure: Failure, { assignments }: Input): Failure {
  if (failure.kind !== "rejected") return failure;
  const hint = typeHint(failure.message, assignments.byName);
  return hint === undefined ? failure : failure.with({ hint });
}
