/** Keys of `--select` that no deal of an answer has: for most formats they leave nothing behind. */

import { parseSelect } from "../../cli/globals.ts";
import type { Context } from "../../context.ts";
import type { JsonObject } from "../../json.ts";
import { nearest } from "../../nearest.ts";
import { lookup } from "../../views/select.ts";

export type Selected = {
  /** Looks at a deal as it passes. */
  readonly see: (deal: JsonObject) => void;
  /** Warns of keys that were in none of the deals, if there were any deals. */
  readonly tell: () => Promise<void>;
};

export function selected(context: Context): Selected {
  const missing = new Set(parseSelect(context.globals.select));
  const known = new Set<string>();
  return {
    see: (deal) => {
      if (missing.size === 0) return;
      for (const key of Object.keys(deal)) known.add(key);
      for (const path of missing) if (lookup(deal, path) !== undefined) missing.delete(path);
    },
    tell: async () => {
      if (known.size === 0) return;
      for (const path of missing) {
        const near = nearest(path, [...known]);
        await context.warn(
          `--select ${path}: no deal of the answer has it${near === undefined ? "" : `; did you mean ${near}?`}`,
          "unknown_key",
        );
      }
    },
  };
}
