/** "Did you mean" for columns. */
import { distance } from "fastest-levenshtein";
import { quoted } from "./problem.ts";

/** `did you mean "deal_stage"?`, or undefined where nothing is near. */
export function likeliest(name: string, names: readonly string[]): string | undefined {
  const wanted = plain(name);
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of names) {
    const far = distance(wanted, plain(candidate));
    if (far >= least) continue;
    least = far;
    best = candidate;
  }
  return best === undefined ? undefined : `did you mean ${quoted(best)}?`;
}

/** How to name the column that seems to hold the ids. */
export function idColumnHint(names: readonly string[]): string {
  const found =
    names.find((name) => /^(?:id|dealid|iddeal|objectid|recordid|routeraid|uuid)$/.test(plain(name))) ??
    names.find((name) => /(?:^|[^a-z])id$/i.test(name) && plain(name) !== "externalid");
  return found === undefined
    ? "name the column that holds the deals' ids: --id-column NAME"
    : `did you mean --id-column ${quoted(found)}?`;
}

/** Case, spaces and punctuation are what people get wrong. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
