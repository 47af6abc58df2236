/** `routera auth login`: what it does. */

import { forgetTokens, ownersIn } from "../../account/tokenCache.ts";
import { refuseDebug } from "../../api/http/nodeDebug.ts";
import { checkToken } from "../../api/tokens/token.ts";
import { fingerprint, tokenFacts } from "../../api/tokens/tokenFacts.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import { askSecret } from "../../cli/confirm.ts";
import type { Context } from "../../cli/context.ts";
import {
  bindingFailure,
  type LoginTarget,
  loginTarget,
  type NewCredential,
  profileAfterLogin,
  trialSettings,
} from "../../config/edit/login.ts";
import { editUserConfig, prepareUserConfig } from "../../config/edit/store.ts";
import type { ConfigFiles } from "../../config/file/read.ts";
import type { Profile } from "../../config/file/schema.ts";
import { loadConfig } from "../../config/load.ts";
import { CREDENTIAL_KEYS } from "../../config/profileKeys.ts";
import { DEFAULT_PROFILE } from "../../config/profileName.ts";
import { DEFAULTS } from "../../config/resolve.ts";
import { describeSource } from "../../config/settings.ts";
import { layersOf } from "../../config/sources.ts";
import { asFailure, usage } from "../../failure.ts";
import { outsideWarning, privacyOf } from "../../files/permissions.ts";
import { variable, words } from "../../hint.ts";
import { withoutLineEnd } from "../../host.ts";
import { type LoginResult, loginResultView } from "../../views/account.ts";

/** A bearer token, or a client whose secret is still to be read. */
export type Input =
  | { readonly kind: "token"; readonly stdin: boolean }
  | {
      readonly kind: "client";
      readonly clientId: string;
      readonly auth: "body" | "basic" | undefined;
      readonly stdin: boolean;
    };

export async function execute(context: Context, input: Input): Promise<CommandResult> {
  const { globals, host } = context;
  // Before a secret is read: Node may print what comes from stdin, too.
  refuseDebug(host.env);
  const files = await configOrNone(context);
  const target = loginTarget({ ...globals, format: undefined }, host.env, files);
  await prepareUserConfig(placeOf(context));
  const credential = await readCredential(context, input, target);
  const after = profileAfterLogin(target, files, credential);
  await tryOut(context, target, files, after);
  const stored = await store(context, target.profile.value, after);
  const readable = outsideWarning(stored, host);
  if (readable !== undefined) await context.warn(readable, "outside_profile");
  await forgetTokens(host, ownersIn(layersOf(files, target.profile.value).user?.profile));
  await sayWhatCounts(context, target, files);
  const refusal = bindingFailure(target, { profile: globals.profile }, host.env, files, after);
  if (refusal) {
    const { message, hint } = await context.tell(refusal);
    await context.warn(`commands in this directory will fail: ${message}`, refusal.code);
    if (hint) await context.note(hint);
  }
  return result(loginResultView, describe(target, credential, { stored, privacy: privacyOf(stored, host) }), {
    outcome: () => "applied",
  });
}

/** The files that count here; one that `--config` names may still be to be made. */
async function configOrNone({ host, globals }: Context): Promise<ConfigFiles> {
  try {
    return await loadConfig(host, globals.config);
  } catch (error) {
    if (asFailure(error).code !== "config_missing") throw error;
    return {};
  }
}

async function readCredential(context: Context, input: Input, target: LoginTarget): Promise<NewCredential> {
  const place = `${new URL(target.baseUrl.value).origin} (profile ${target.profile.value})`;
  if (input.kind === "token") {
    const token = input.stdin
      ? await readSecret(context, "--token-stdin")
      : await askSecret(context, {
          question: `Token for ${place}`,
          what: "the token",
          instead: {
            say: words`set ${variable("token")}, or pipe the token to stdin`,
            run: { command: "auth login", options: { tokenStdin: true } },
          },
        });
    return { token: checkToken(token) };
  }
  const { clientId, auth } = input;
  const clientSecret = checkSecret(await readClientSecret(context, input, place));
  return { clientId, clientSecret, ...(auth && { clientAuth: auth }) };
}

async function readClientSecret(
  context: Context,
  { clientId, stdin }: Input & { readonly kind: "client" },
  place: string,
): Promise<string> {
  if (stdin) return readSecret(context, "--secret-stdin");
  const { ROUTERA_CLIENT_SECRET: fromEnvironment } = context.host.env;
  if (fromEnvironment) return fromEnvironment;
  return askSecret(context, {
    question: `Secret of client ${clientId} for ${place}`,
    what: "the client secret",
    instead: {
      say: words`set ${variable("clientSecret")}, or pipe the secret to stdin`,
      run: { command: "auth login", options: { clientId, secretStdin: true } },
    },
  });
}

/** stdin without the line end behind it and the byte order mark that PowerShell puts in front of it. */
async function readSecret(context: Context, flag: string): Promise<string> {
  return withoutLineEnd(await context.readText("-", flag));
}

function checkSecret(secret: string): string {
  if (secret === "")
    throw usage("secret_missing", "the client secret is empty", "use the secret that Routera showed you");
  if (secret.startsWith("\ufeff")) {
    throw usage(
      "secret_malformed",
      "the client secret starts with a byte order mark, which some editors and shells add",
      "use the secret only",
    );
  }
  if (secret.length <= 1024 && !/\p{Cc}/u.test(secret)) return secret;
  throw usage(
    "secret_malformed",
    "the client secret contains a control character, or is longer than 1024 characters",
    "use the secret only",
  );
}

/** One read-only request. Nothing is stored that was not taken. */
async function tryOut(
  context: Context,
  target: LoginTarget,
  files: ConfigFiles,
  after: Profile,
): Promise<void> {
  const settings = trialSettings(target, files, after, context.globals);
  const deals = await (await context.tryAccount(settings)).deals();
  const progress = await context.progress("Checking the credential");
  try {
    await deals.page({ limit: 10, offset: 0 });
  } catch (error) {
    const failure = asFailure(error);
    if (failure.kind !== "credentials") throw failure;
    throw failure.with({
      hint: `nothing was saved; check that the credential belongs to ${new URL(target.baseUrl.value).origin}`,
    });
  } finally {
    progress.done();
  }
}

async function store(context: Context, name: string, after: Profile): Promise<string> {
  const { path } = await editUserConfig(placeOf(context), (config) => {
    for (const key of ["baseUrl", "clientAuth", ...CREDENTIAL_KEYS] as const) {
      if (after[key] === undefined) config.remove(["profiles", name, key]);
      else config.set(["profiles", name, key], after[key]);
    }
  });
  return path;
}

function placeOf({ host, globals }: Context) {
  return { ...host, cwd: host.cwd(), configFlag: globals.config };
}

/** Something else may override what was just stored. */
async function sayWhatCounts(context: Context, target: LoginTarget, files: ConfigFiles): Promise<void> {
  const { env } = context.host;
  const name = target.profile.value;
  for (const variable of ["ROUTERA_TOKEN", "ROUTERA_CLIENT_ID"]) {
    if (env[variable]) await context.warn(`${variable} overrides the stored credential`);
  }
  const { project } = layersOf(files, name);
  if (project?.profile.token ?? project?.profile.clientId)
    await context.warn(
      words`in this directory, the credential in the ${describeSource(project.source)} overrides it`,
    );
  const usual = files.user?.data.profile ?? DEFAULT_PROFILE;
  if (name !== usual)
    await context.note(`the default profile is ${usual}; to change it: ${await useLine(context, name)}`);
}

async function useLine(context: Context, name: string): Promise<string> {
  return (await context.wording()).line({ command: "profile use", operands: [name] });
}

function describe(
  target: LoginTarget,
  credential: NewCredential,
  place: Pick<LoginResult, "privacy" | "stored">,
): LoginResult {
  const { token, clientSecret = "" } = credential;
  return {
    profile: target.profile.value,
    baseUrl: target.baseUrl.value || DEFAULTS.baseUrl,
    credential:
      token === undefined
        ? {
            kind: "client",
            ...(credential.clientId && { clientId: credential.clientId }),
            fingerprint: fingerprint(clientSecret),
          }
        : { kind: "token", ...tokenFacts(token) },
    ...place,
  };
}
