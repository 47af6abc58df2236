// The bundle of the program: one entry, and chunks that are loaded when a command needs them.
import { chunkPlan } from "./chunkPlan.mjs";
import { licenses } from "./licenses.mjs";
import { inputOptions, OUTPUT_OPTIONS } from "./options.mjs";
import { workerSource } from "./workerSource.mjs";

export function programBundle() {
  const inWorkers = new Set();
  const modules = (ids) => {
    for (const id of ids) inWorkers.add(id);
  };
  return {
    ...inputOptions([workerSource({ modules }), licenses(inWorkers)]),
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
