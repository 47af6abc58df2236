/** The words of `--select` → paths. */
import { usage } from "../failure.ts";

/** `a,b.c` → the paths, each once. @throws Failure `bad_select` when a name is empty */
export function parseSelect(typed: string, flag = "--select"): readonly string[] {
  const paths = typed.split(",").map((path) => path.trim());
  if (paths.includes("")) {
    throw usage(
      "bad_select",
      `${flag} takes names with commas in between, not ${JSON.stringify(typed)}`,
      `write ${flag} id,deal_name`,
    );
  }
  return [...new Set(paths)];
}
