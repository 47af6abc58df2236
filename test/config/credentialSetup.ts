/** Shared set-up of the tests credential, refusedCredential. */
import type { ConfigFile } from "../../src/config/file/read.ts";
import type { Profile } from "../../src/config/file/schema.ts";
import { resolveSettings, type SettingsInput } from "../../src/config/resolve.ts";
import type { Settings } from "../../src/config/settings.ts";
import { trusting } from "./trusting.ts";

const SECRETS = ["env-canary", "user-canary", "project-canary", "secret-canary"];
export const [ENV, USER, PROJECT, SECRET] = SECRETS as [string, string, string, string];
export const HOME = "https://api.routera.io";
export const EVIL = "https://evil.example";
export const OWN = "https://own.example";

export const project = (profile: Profile, name = "default", chosen?: string): ConfigFile =>
  file("./.routerarc", profile, name, chosen);
export const user = (profile: Profile, name = "default", chosen?: string): ConfigFile =>
  file("/u/config.yaml", profile, name, chosen);
const file = (path: string, profile: Profile, name: string, chosen: string | undefined): ConfigFile => ({
  file: path,
  path,
  data: { ...(chosen ? { profile: chosen } : {}), profiles: { [name]: profile } },
});
export const settings = (given: Partial<SettingsInput>): Settings =>
  resolveSettings({ flags: {}, env: {}, ...given, files: trusting(given.files ?? {}) });
export const env = { ROUTERA_TOKEN: ENV };
