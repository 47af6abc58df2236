/** Topics of `routera help`. */
import { configuration } from "./configuration.ts";
import { environment } from "./environment.ts";
import { exitCodes } from "./exitCodes.ts";
import { faults } from "./faults.ts";

export const TOPICS: Readonly<Record<string, { readonly summary: string; readonly text: () => string }>> = {
  "exit-codes": { summary: "what each exit code means", text: exitCodes },
  environment: { summary: "variables that routera reads", text: environment },
  configuration: { summary: "profiles, files and which value counts", text: configuration },
  faults: { summary: "how the sandbox can misbehave", text: faults },
};
