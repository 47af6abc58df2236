/** Trust in a project config that leads its own credential to an address of its own: values of deals go there. Pure. */
import { dirname } from "node:path";
import { type Failure, usage } from "../failure.ts";
import { say, variable, words } from "../hint.ts";
import { checkBaseUrl } from "../text/baseUrl.ts";
import type { CredentialLookup } from "./credential.ts";
import type { ConfigFile, ConfigFiles } from "./file/read.ts";
import { describeSource, type SettingValue } from "./settings.ts";

/**
 * An address without a credential is refused as well: no command opens a socket to it.
 * @throws Failure `project_untrusted` where no one has said that this file may lead there
 */
export function checkProjectTrusted(
  found: CredentialLookup | undefined,
  baseUrl: SettingValue<string>,
  { project, user }: ConfigFiles,
  defaultBaseUrl: string,
): void {
  if (baseUrl.source.from !== "project" || !project) return;
  // A credential from another place is bound to another address.
  if (found !== undefined && found.credential.source.from !== "project") return;
  const { origin } = checkBaseUrl(baseUrl.value);
  if (origin === new URL(defaultBaseUrl).origin || isTrusted(origin, project, user)) return;
  if (found === undefined) {
    const fact = words`the ${describeSource(baseUrl.source)} uses ${origin}, which is not trusted, and has no token`;
    throw usage("project_untrusted", fact, OWN_VARIABLES);
  }
  throw usage(
    "project_untrusted",
    words`the ${describeSource(baseUrl.source)} sends deals to ${origin} with its own token, but ${origin} is not trusted`,
    project.place?.installed ? OWN_VARIABLES : [trustHint(project), OWN_VARIABLES],
  );
}

/** What a project config leads its own credentials to, each origin once. @throws Failure `bad_base_url`, `insecure_base_url` */
export function ownOrigins({ data }: ConfigFile, defaultBaseUrl: string): readonly string[] {
  const origins = Object.values(data.profiles).flatMap(({ baseUrl, token, clientId }) =>
    baseUrl === undefined || (token ?? clientId) === undefined ? [] : [checkBaseUrl(baseUrl).origin],
  );
  return [...new Set(origins)].filter((origin) => origin !== new URL(defaultBaseUrl).origin).sort();
}

/** A file that came with a package is never trusted, whatever the user config says. */
export function notForPackages(project: ConfigFile): Failure {
  return usage(
    "project_installed",
    words`the project config ${project.file} is below node_modules and cannot be trusted`,
    OWN_VARIABLES,
  );
}

function isTrusted(origin: string, { place }: ConfigFile, user: ConfigFile | undefined): boolean {
  const trusted = user?.data.trusted;
  if (!place || place.installed || !trusted || !Object.hasOwn(trusted, place.directory)) return false;
  return trusted[place.directory]?.includes(origin) ?? false;
}

function trustHint({ file }: ConfigFile) {
  const directory = dirname(file);
  return {
    say: "if you trust it",
    run: { command: "profile trust", operands: directory === "." ? [] : [directory] },
  } as const;
}

const OWN_VARIABLES = say`or set ${variable("baseUrl")} and ${variable("token")}`;
