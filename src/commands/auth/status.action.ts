/** `routera auth status`: what it does. */
import { fingerprint, tokenFacts } from "../../api/tokenFacts.ts";
import type { Action } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { asFailure, type Failure, KINDS } from "../../failure.ts";
import { jsonNumber } from "../../json.ts";
import { describeCredential } from "../../profile/describeCredential.ts";
import type { Settings } from "../../profile/settings.ts";
import { layoutPairs } from "../../terminal/pairs.ts";
import { credentialJson, credentialPairs, type ShownCredential } from "../../views/account.ts";
import type { View } from "../../views/view.ts";

type Status = {
  readonly profile: string;
  readonly baseUrl: string;
  /** Undefined where there is none. */
  readonly credential: ShownCredential | undefined;
  /** Why it is not accepted; undefined when it is. */
  readonly problem: Failure | undefined;
};

export const statusAction: Action<object, Status> = {
  run: async (context) => {
    const settings = await context.settings();
    const problem = await problemOf(context);
    return {
      profile: settings.profile.value,
      baseUrl: settings.baseUrl.value,
      credential: await show(context, settings, problem),
      problem,
    };
  },
  view: () => statusView,
  exitCode: ({ problem }) => (problem ? KINDS.credentials.exit : 0),
};

/** What Routera has against the credential. @throws Failure where nobody can tell: no network, a server error */
async function problemOf(context: Context): Promise<Failure | undefined> {
  const progress = await context.progress("asking Routera");
  try {
    await (await context.deals()).page({ limit: 10, offset: 0 });
    return undefined;
  } catch (error) {
    const failure = asFailure(error);
    if (failure.kind !== "credentials") throw failure;
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
  const source = describeCredential(settings);
  if (credential.kind === "token") return { kind: "token", source, ...tokenFacts(credential.token) };
  // Where no token could be got there is none to tell anything of.
  const facts = problem && !OF_A_TOKEN.has(problem.code) ? undefined : await context.tokenFacts();
  if (credential.kind === "command") return { kind: "command", source, ...facts };
  const { clientId, clientSecret } = credential;
  const expiresAt = facts?.expiresAt;
  return { kind: "client", source, clientId, fingerprint: fingerprint(clientSecret), expiresAt };
}

/** Failures that say that there was a token, but not a good one. */
const OF_A_TOKEN: ReadonlySet<string> = new Set(["token_refused", "forbidden"]);

const statusView: View<Status> = {
  table: async ({ profile, baseUrl, credential, problem }, page) => {
    const { style } = page;
    const facts = [
      { label: "Profile", value: profile },
      { label: "Address", value: baseUrl },
      ...(credential ? credentialPairs(credential) : [{ label: "Credential", value: "none" }]),
      {
        label: "Accepted",
        value: problem
          ? { text: `no: ${problem.message}`, paint: style.red }
          : { text: "yes", paint: style.green },
      },
      ...(problem?.hint ? [{ label: "Next", value: problem.hint }] : []),
    ];
    return layoutPairs(facts, page);
  },
  value: ({ profile, baseUrl, credential, problem }) => ({
    one: {
      profile,
      base_url: baseUrl,
      origin: new URL(baseUrl).origin,
      credential: credential ? credentialJson(credential) : null,
      accepted: problem === undefined,
      problem: problem
        ? {
            code: problem.code,
            message: problem.message,
            status: problem.status === undefined ? null : jsonNumber(problem.status),
            hint: problem.hint ?? null,
          }
        : null,
    },
  }),
};
