// The bundle of the program: one entry, and chunks that are loaded when a command needs them.
import { chunkPlan } from "./chunkPlan.mjs";
import { licenses } from "./licenses.mjs";
import { inputOptions, OUTPUT_OPTIONS } from "./options.mjs";

export function programBundle() {
  return {
    ...inputOptions([licenses()]),
    input: { main: "src/main.ts" },
    preserveEntrySignatures: "allow-extension",
    output: {
      ...OUTPUT_OPTIONS,
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [{ name: chunkPlan(), debugName: "files" }],
      },
    },
  };
}
