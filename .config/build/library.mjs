// The bundle of the library. It shares no chunk with the program: shared chunks would be cut as both need them, and a
// command would open more files.
import { declarations } from "./declarations.mjs";
import { licensesListedIn } from "./licenses.mjs";
import { inputOptions, OUTPUT_OPTIONS } from "./options.mjs";
import { workerSource } from "./workerSource.mjs";

/** @param licenseTexts the license file of the program, which has to cover the library as well */
export function libraryBundle(licenseTexts) {
  return {
    ...inputOptions([workerSource(), licensesListedIn(licenseTexts), declarations()]),
    input: { library: "src/library/index.ts" },
    output: OUTPUT_OPTIONS,
  };
}
