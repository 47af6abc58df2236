/** `routera auth status`: what it does. */

import { fingerprint, tokenFacts } from "../../api/tokens/tokenFacts.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { typedFormat } from "../../cli/globals.ts";
import { loadSettings } from "../../config/load.ts";
import { describeCredential, type Settings } from "../../config/settings.ts";
import { asFailure, type Failure, KINDS, type Kind } from "../../failure.ts";
import type { FailureText } from "../../hint.ts";
import { jsonNumber } from "../../json.ts";
import type { Style } from "../../terminal/style.ts";
import { layoutPairs } from "../../terminal/table.ts";
import { credentialJson, credentialPairs, type ShownCredential } from "../../views/account.ts";
import type { View } from "../../views/view.ts";

type Status = {
  readonly profile: string;
  readonly baseUrl: string;
  /** Undefined where there is none. */
  readonly credential: ShownCredential | undefined;
  /** Why it is not accepted, or why that is unknown; undefined when it is accepted. */
  readonly problem: (FailureText & Pick<Failure, "code" | "kind" | "status">) | undefined;
};

/** Unknown: no network, a server error, an answer that is not Routera's. */
const UNTOLD: ReadonlySet<Kind> = new Set<Kind>(["try_later", "not_routera"]);

export async function execute(context: Context): Promise<CommandResult> {
  const { settings, half } = await settingsOf(context);
  const problem = half ?? (await problemOf(context));
  const status = {
    profile: settings.profile.value,
    baseUrl: settings.baseUrl.value,
    credential: await show(context, settings, problem),
    problem: problem && { ...pick(problem), ...(await context.tell(problem)) },
  };
  return result(statusView, status, { exitCode: () => exitCodeOf(problem) });
}

function exitCodeOf(problem: Failure | undefined): number {
  if (problem === undefined) return 0;
  return UNTOLD.has(problem.kind) ? problem.exitCode : KINDS.credentials.exit;
}

function pick({ code, kind, status }: Failure) {
  return { code, kind, status };
}

/** @throws Failure of kind usage, also for a credential that may not be sent to the address */
async function settingsOf(
  context: Context,
): Promise<{ readonly settings: Settings; readonly half?: Failure }> {
  try {
    return { settings: await context.settings() };
  } catch (error) {
    const half = asFailure(error);
    const { host, globals } = context;
    if (!isHalf(half, host.env)) throw half;
    return {
      settings: await loadSettings(host, { ...globals, format: typedFormat(globals) }, () => {}),
      half,
    };
  }
}

/**
 * Half a credential is one that is not accepted, and no reason to show nothing. A project config that asks for the secret of
 * the environment is another matter.
 */
function isHalf({ code }: Failure, { ROUTERA_CLIENT_SECRET }: Context["host"]["env"]): boolean {
  return code === "client_id_missing" || (code === "client_secret_missing" && !ROUTERA_CLIENT_SECRET);
}

/** What Routera has against the credential, or what prevents a response. @throws Failure for anything else */
async function problemOf(context: Context): Promise<Failure | undefined> {
  const progress = await context.progress("Checking the credential");
  try {
    const account = await context.account();
    await (await account.deals()).page({ limit: 10, offset: 0 });
    return undefined;
  } catch (error) {
    const failure = asFailure(error);
    if (failure.kind !== "credentials" && !UNTOLD.has(failure.kind)) throw failure;
    return failure;
  } finally {
    progress.done();
  }
}

async function show(
  context: Context,
  settings: Settings,
  problem: Failure | undefined,
): Promise<ShownCredential | undefined> {
  const { credential, embedded } = settings;
  if (embedded) return { kind: "sandbox" };
  if (credential === undefined) return undefined;
  const source = (await context.wording()).words(describeCredential(settings));
  if (credential.kind === "token") return { kind: "token", source, ...tokenFacts(credential.token) };
  // Where no token could be got there is none to show anything of.
  const isThere = !problem || OF_A_TOKEN.has(problem.code);
  const facts = isThere ? await (await context.account()).tokenFacts() : undefined;
  if (credential.kind === "command") return { kind: "command", source, ...facts };
  const { clientId, clientSecret } = credential;
  const expiresAt = facts?.expiresAt;
  return { kind: "client", source, clientId, fingerprint: fingerprint(clientSecret), expiresAt };
}

/** Failures that say that there was a token, but not a good one. */
const OF_A_TOKEN: ReadonlySet<string> = new Set(["token_refused", "token_expired", "forbidden"]);

const statusView: View<Status> = {
  table: async ({ profile, baseUrl, credential, problem }, page) => {
    const { style } = page;
    const facts = [
      { label: "Profile", value: profile },
      { label: "Base URL", value: baseUrl },
      ...(credential ? credentialPairs(credential) : [{ label: "Credential", value: "none" }]),
      { label: "Accepted", value: acceptance(problem, style) },
      ...(problem?.hint ? problem.hint.split("\n").map((value) => ({ label: "Hint", value })) : []),
    ];
    return layoutPairs(facts, page);
  },
  value: ({ profile, baseUrl, credential, problem }) => ({
    one: {
      profile,
      base_url: baseUrl,
      origin: new URL(baseUrl).origin,
      credential: credential ? credentialJson(credential) : null,
      // Null: unknown.
      accepted: problem && UNTOLD.has(problem.kind) ? null : problem === undefined,
      problem: problem
        ? {
            code: problem.code,
            message: problem.message,
            status: problem.status === undefined ? null : jsonNumber(problem.status),
            hint: problem.hint ?? null,
            command: problem.command ?? null,
          }
        : null,
    },
  }),
};

function acceptance(problem: Status["problem"], style: Style) {
  if (problem === undefined) return { text: "yes", paint: style.green };
  if (UNTOLD.has(problem.kind)) return { text: `unknown: ${problem.message}`, paint: style.yellow };
  return { text: `no: ${problem.message}`, paint: style.red };
}
