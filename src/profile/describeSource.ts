/** Where a value came from, in words for `profile show` and messages. */
import type { Source } from "./settings.ts";

/** `--timeout`, `ROUTERA_TOKEN`, `project file ./.routerarc (profile staging)`, `default`, … */
export function describeSource(source: Source): string {
  switch (source.from) {
    case "flag":
      return source.flag;
    case "environment":
      return source.variable;
    case "project":
    case "user":
      return `${source.from} file ${source.file} (profile ${source.profile})`;
    case "sandbox":
      return "built-in sandbox";
    case "default":
      return "default";
  }
}
