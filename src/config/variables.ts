/** The environment variables that give settings, by what they give. */
import type { VariableKey } from "../hint.ts";

export const VARIABLES = {
  token: "ROUTERA_TOKEN",
  clientId: "ROUTERA_CLIENT_ID",
  clientSecret: "ROUTERA_CLIENT_SECRET",
  profile: "ROUTERA_PROFILE",
  baseUrl: "ROUTERA_BASE_URL",
  config: "ROUTERA_CONFIG",
  format: "ROUTERA_FORMAT",
} as const satisfies Readonly<Record<VariableKey, string>>;
