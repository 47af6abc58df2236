/** Topics of `routera help`. */
import { bulk } from "./bulk.ts";
import { configuration } from "./configuration.ts";
import { environment } from "./environment.ts";
import { exitCodes } from "./exitCodes.ts";
import { faults } from "./faults.ts";
import { formats } from "./formats.ts";
import { profiles } from "./profiles.ts";
import { scaling } from "./scaling.ts";
import { security } from "./security.ts";

export const TOPICS: Readonly<Record<string, { readonly summary: string; readonly text: () => string }>> = {
  "exit-codes": { summary: "what each exit code means", text: exitCodes },
  formats: { summary: "what is printed and what is read", text: formats },
  profiles: { summary: "addresses, credentials and settings by name", text: profiles },
  environment: { summary: "variables that routera reads", text: environment },
  configuration: { summary: "profiles, files and which value counts", text: configuration },
  bulk: { summary: "many deals: rows, plans, runs, undo", text: bulk },
  scaling: { summary: "concurrency, rates, and one plan on several machines", text: scaling },
  security: { summary: "tokens, addresses, and what is kept on this machine", text: security },
  faults: { summary: "how the sandbox can misbehave", text: faults },
};
