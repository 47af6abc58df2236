/** `routera help configuration`. */
import { DEFAULTS } from "../../profile/resolve.ts";

export function configuration(): string {
  return `Configuration is data: nothing in it is ever run. For every value, the first of these counts:
flag, environment, project file, user file, default. \`routera profile show\` names the source of each.

User file: $XDG_CONFIG_HOME/routera/config.yaml (or .yml, .json), else ~/.config/routera/config.yaml

  profile: work                 # the profile in use
  profiles:
    work:
      token: …                  # or clientId and clientSecret, or tokenCommand

Keys of a profile:
  token            bearer token
  clientId         with clientSecret: a token is fetched when it is needed
  clientSecret
  clientAuth       body (default) or basic: where id and secret go at the token endpoint
  tokenCommand     [program, argument, …] that prints a token within 30 s; run without a shell, in the folder of the file
                   that names it; only in the user file
  baseUrl          address of the API (default ${DEFAULTS.baseUrl})
  caFile           PEM file of certificates to trust besides the system's; a relative path begins at the folder of the
                   file that names it
  format           table, json, ndjson or csv
  properties       [name, …] to show with every deal
  timeout          longest wait for one request: 30 (seconds), 500ms, 2m
  retries          how often a request may be sent again when that is safe
  concurrency      deals at once in a bulk run
  rate             requests per second in a bulk run
  readonly         true: every write is refused

Project file: .routerarc, .routerarc.json, .routerarc.yaml, .routerarc.yml or the key "routera" of package.json,
in the current folder or above it up to the root of the repository. It has the same form.

A token belongs to one address. It is sent to the base URL of the place that it came from, and nowhere else:
a project file can neither redirect your token nor name a command to run.
A file with a secret must be readable by its owner alone (chmod 600).
`;
}
