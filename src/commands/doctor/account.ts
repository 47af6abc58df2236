/** Doctor checks of the configuration files, the network and the credential. */
import type { Account } from "../../account/account.ts";
import { checkProxy, routeTo, unsupportedNoProxy } from "../../api/http/agents.ts";
import { readCaFile, readExtraCa } from "../../api/http/caFile.ts";
import { readsSystemCertificates, withCaCertificates } from "../../api/http/certificates.ts";
import { checkToken, expiryOf } from "../../api/tokens/token.ts";
import type { Context } from "../../cli/context.ts";
import { findIgnoredFiles, locateUserFile, type UserFile } from "../../config/file/find.ts";
import { readProjectFile, readUserFile } from "../../config/file/read.ts";
import { userFileLocation } from "../../config/load.ts";
import { describeCredential, describeSource, type Settings } from "../../config/settings.ts";
import { asFailure, Failure } from "../../failure.ts";
import { checkNamedFile, outsideWarning } from "../../files/permissions.ts";
import { words } from "../../hint.ts";
import type { Host } from "../../host.ts";
import { typedPath } from "../../text/typedPath.ts";
import { type CheckResult, failed, ok, skipped, warning } from "./checkResult.ts";

/** How far this machine's clock may be off before someone should know, in milliseconds. */
const SKEW = 30_000;

/**
 * What can be reported of the credential without sending it.
 * @param offline true: no call will show whether a token can be had
 */
export function checkCredential({ host }: Context, settings: Settings, offline: boolean): CheckResult {
  const { credential, embedded } = settings;
  try {
    if (credential?.kind === "token") checkToken(credential.token, describeSource(credential.source));
    if (credential === undefined && !embedded) {
      throw new Failure(
        "credentials",
        `not logged in: profile ${JSON.stringify(settings.profile.value)} has no credential`,
        {
          code: "token_missing",
          hint: { logIn: "missing" },
        },
      );
    }
    const described = describeCredential(settings);
    const end = credential?.kind === "token" ? expiryOf(credential.token) : undefined;
    if (end !== undefined && end <= host.clock.now()) {
      return warning(
        "credential",
        words`${described}; expired at ${new Date(end).toISOString()} by the clock of this machine`,
        { say: "set the clock, or log in", run: { command: "auth login" } },
      );
    }
    return offline && (credential?.kind === "command" || credential?.kind === "client")
      ? skipped("credential", words`skipped (--offline): ${described}`)
      : ok("credential", described);
  } catch (error) {
    return failed("credential", asFailure(error));
  }
}

/** One read-only call: is the address right, the credential accepted, the clock true? */
export async function checkRequest(context: Context): Promise<readonly CheckResult[]> {
  let skew: number | undefined;
  const progress = await context.progress("Connecting to Routera");
  const call = await (async () => {
    try {
      const account = await context.account();
      measureSkew(account, (measured) => {
        skew = measured;
      });
      await (await account.deals()).page({ limit: 10, offset: 0 });
      return ok("connection", "connected; Routera accepts the credential");
    } catch (error) {
      return failed("connection", asFailure(error));
    } finally {
      progress.done();
    }
  })();
  return [call, checkClock(skew)];
}

/** Calls back with this machine's clock less the server's, in milliseconds, at each answer that shows the time. */
function measureSkew({ clock, onWire }: Account, measured: (skew: number) => void): void {
  onWire((event) => {
    if (event.type === "answer" && event.serverDate !== undefined) measured(clock.now() - event.serverDate);
  });
}

/** The clock where there is no usable credential: any answer reports the time, a refusal too. */
export async function measureClock(context: Context, settings: Settings): Promise<CheckResult> {
  let skew: number | undefined;
  const patient = { ...settings, retries: { ...settings.retries, value: 0 } };
  const progress = await context.progress("Connecting to Routera");
  try {
    const account = await context.tryAccount(patient, { anonymous: true });
    measureSkew(account, (measured) => {
      skew = measured;
    });
    await (await account.deals()).page({ limit: 10, offset: 0 });
  } catch {
    // A refusal was to be expected, and what keeps anyone from answering is reported by other checks.
  } finally {
    progress.done();
  }
  return checkClock(skew);
}

/** @param skew this machine's clock less the server's, in milliseconds */
export function checkClock(skew: number | undefined): CheckResult {
  if (skew === undefined) return skipped("clock", "skipped (no response with a date)");
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (Math.abs(skew) <= SKEW) return ok("clock", `within ${Math.max(1, seconds)}s of Routera's clock`);
  return warning(
    "clock",
    `${seconds}s ${skew > 0 ? "ahead of" : "behind"} Routera's clock`,
    "set the clock of this machine; tokens may be treated as expired or not yet valid",
  );
}

/** Which configuration files count, or why one is refused; a broken one does not hide the other. */
export async function checkFiles({ host, globals }: Context): Promise<readonly CheckResult[]> {
  try {
    const place = userFileLocation(host, globals.config);
    let located: UserFile | undefined;
    let existing: string | undefined;
    const user = await lookAt("user config", async () => {
      located = await locateUserFile(place);
      const usual = located?.shown ?? "unavailable: no home directory";
      const file = (await readUserFile(located, place))?.file;
      if (file !== undefined) existing = located?.path;
      return file ?? `none (default ${usual})`;
    });
    const project = await lookAt(
      "project config",
      async () => (await readProjectFile(located, place))?.file ?? "none",
    );
    const ignored = await findIgnoredFiles(place.cwd);
    return [
      user,
      ...privacyResults("user config", existing, host),
      project,
      ...ignored.map(({ shown, reason }) =>
        warning(
          "project config",
          `${shown} is ignored: ${reason}`,
          "move the settings to .routerarc.yaml, or remove the file",
        ),
      ),
    ];
  } catch (error) {
    const failure = asFailure(error);
    return [failed("user config", failure), failed("project config", failure)];
  }
}

/** On Windows only the user's own profile directory makes a file private. */
function privacyResults(check: string, path: string | undefined, host: Host): readonly CheckResult[] {
  const readable = path ? outsideWarning(path, host) : undefined;
  const hint = "move it below your user profile directory";
  return readable === undefined ? [] : [warning(check, readable, hint)];
}

/** What the files, the flags and the environment come to. @param files what was found out about the files */
export async function checkSettings(
  context: Context,
  files: readonly CheckResult[],
): Promise<{ readonly result: CheckResult; readonly settings?: Settings }> {
  if (files.some(({ state }) => state === "error"))
    return { result: skipped("settings", "skipped (fix the configuration files first)") };
  try {
    const settings = await context.settings();
    const { baseUrl, embedded, profile } = settings;
    const where = embedded ? "built in" : baseUrl.value;
    return {
      result: ok("settings", words`profile ${profile.value} (${describeSource(profile.source)}), ${where}`),
      settings,
    };
  } catch (error) {
    return { result: failed("settings", asFailure(error)) };
  }
}

async function lookAt(check: string, look: () => Promise<string>): Promise<CheckResult> {
  try {
    return ok(check, await look());
  } catch (error) {
    return failed(check, asFailure(error));
  }
}

type Env = Host["env"];

/** Proxy and certificates for the address in use. */
export async function checkNetwork(host: Host, settings: Settings): Promise<readonly CheckResult[]> {
  return [
    checkProxyAddress(host.env, settings.baseUrl.value),
    await checkCertificates(host, settings.caFile.value),
    await checkFurtherCertificates(host),
  ];
}

function checkProxyAddress(env: Env, baseUrl: string): CheckResult {
  try {
    const { proxy, variable, exceptions } = routeTo(baseUrl, env);
    if (variable === undefined) return ok("proxy", "none");
    const { hostname } = new URL(baseUrl);
    const decided =
      exceptions && `${hostname} is ${proxy === undefined ? "" : "not "}covered by ${exceptions.variable}`;
    const info =
      proxy === undefined
        ? `none: ${decided} entry ${JSON.stringify(exceptions?.coveredBy)}`
        : `${shownProxy(proxy)} (${variable}${decided === undefined ? "" : `; ${decided}`})`;
    if (exceptions === undefined || exceptions.notUnderstood.length === 0) return ok("proxy", info);
    return warning(
      "proxy",
      `${info}; ${unsupportedNoProxy(exceptions)}`,
      "separate host names, domains and addresses (10.0.0.0/8) with commas",
    );
  } catch (error) {
    return failed("proxy", asFailure(error));
  }
}

/** The address of a proxy may hold a password. @throws Failure `bad_proxy` */
function shownProxy(proxy: string): string {
  const { protocol, host } = checkProxy(proxy);
  return `${protocol}//${host}`;
}

async function checkCertificates(host: Host, caFile: string | undefined): Promise<CheckResult> {
  try {
    if (caFile !== undefined) await checkNamedFile(caFile, "caFile", host);
    const pem = await readExtraCa(caFile, host);
    // Whether they suffice is seen at a request: the system is asked where Node's own list does not.
    const trusted = readsSystemCertificates()
      ? "certificates of Node.js and the system"
      : "certificates of Node.js (those of the system require Node.js 22.15)";
    return ok("certificates", pem === undefined ? trusted : `${trusted}, and ${caFile}`);
  } catch (error) {
    return failed("certificates", asFailure(error));
  }
}

/** Node only warns of a file that it cannot use, and continues without. */
async function checkFurtherCertificates(host: Host): Promise<CheckResult> {
  const { NODE_EXTRA_CA_CERTS: file } = host.env;
  const name = "extra CA certificates";
  if (!file) return ok(name, "NODE_EXTRA_CA_CERTS is not set");
  try {
    withCaCertificates(await readCaFile(typedPath(host, file), "NODE_EXTRA_CA_CERTS", file));
    return ok(name, `NODE_EXTRA_CA_CERTS: ${file}`);
  } catch (error) {
    const { code, message } = asFailure(error);
    return warning(
      name,
      code === "bad_ca" ? `NODE_EXTRA_CA_CERTS ${file}: ${message}` : message,
      "correct NODE_EXTRA_CA_CERTS, or unset it",
    );
  }
}
