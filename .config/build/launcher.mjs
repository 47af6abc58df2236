// The bundle of what loads the program. It shares no chunk with the program: nothing of that is loaded yet.
import { inputOptions, OUTPUT_OPTIONS } from "./options.mjs";

export function launcherBundle() {
  return { ...inputOptions([]), input: { launch: "src/launch.ts" }, output: OUTPUT_OPTIONS };
}
