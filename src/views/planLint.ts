/** What reading rows offline came to. */
import { jsonNumber } from "../json.ts";
import { safeText } from "../terminal/safeText.ts";
import type { View } from "./view.ts";

export type LintedRows = {
  readonly input: string;
  /** Deals that the rows name. */
  readonly deals: number;
  /** Rows that only repeat another one; rows that set nothing. */
  readonly repeats: number;
  readonly blank: number;
};

/** Good news only: mistakes are a failure. */
export const planLintView: View<LintedRows> = {
  table: ({ input, deals, repeats, blank }, { style }) =>
    [
      `${style.green("The rows are well.")} ${safeText(input)}: ${deals} ${deals === 1 ? "deal" : "deals"}\n`,
      repeats > 0 ? `${repeats} left out: each repeats an earlier row.\n` : "",
      blank > 0 ? `${blank} left out: nothing is set in them.\n` : "",
      style.dim("Nothing was sent; whether the deals are there was not looked at.\n"),
    ].join(""),
  value: ({ input, deals, repeats, blank }) => ({
    one: {
      type: "lint",
      ok: true,
      input,
      deals: jsonNumber(deals),
      repeats: jsonNumber(repeats),
      blank: jsonNumber(blank),
    },
  }),
};
