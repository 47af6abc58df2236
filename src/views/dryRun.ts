/** The request that would have been sent. */
import { type JsonValue, printJson } from "../json.ts";
import { safeJson, safeText } from "../text/escape.ts";
import { warningText } from "./failure.ts";
import type { View } from "./view.ts";

export type DryRun = {
  readonly method: string;
  readonly url: string;
  readonly body: JsonValue;
  /** Name of the profile in use. */
  readonly profile?: string;
  /** Where the token would come from, in words: `from ROUTERA_TOKEN`. Never the token. */
  readonly tokenSource: string;
  /** What the user should know before sending it. */
  readonly warnings?: readonly string[];
};

/** Method, URL, body and the origin of the token; never the token itself. */
export const dryRunView: View<DryRun> = {
  table: ({ method, url, body, profile, tokenSource, warnings = [] }, { style }) =>
    [
      `${style.bold(safeText(method))} ${safeText(url)}\n`,
      `${safeJson(printJson(body, "indented"))}\n`,
      profile === undefined ? "" : `${style.dim("profile:")} ${safeText(profile)}\n`,
      `${style.dim("token:")} ${safeText(tokenSource)}\n`,
      ...warnings.map((warning) => warningText(warning, style)),
      `${style.dim("Dry run: nothing was sent.")}\n`,
    ].join(""),
  value: ({ method, url, body, tokenSource }) => ({
    one: { dry_run: true, method, url, body, token_source: tokenSource },
  }),
};
