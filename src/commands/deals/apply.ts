/** `routera deals apply <file|->`: what it takes. */

import { command } from "../../cli/command.ts";
import { onOff, parsed, toggle } from "../../cli/flag.ts";
import { countParser } from "../../cli/globals.ts";
import { usage } from "../../failure.ts";
import { placeholder } from "../../hint.ts";
import { parseShard } from "../../runs/shard.ts";
import { concurrencyFlags, planningInput, rowsFlags, typedRowFlags } from "../bulk/flags.ts";
import { checkDryRun, guardFlags, runFlags } from "../bulk/guards.ts";
import { annotationFlags } from "../reports/flags.ts";
import type { Input } from "./apply.action.ts";

export const apply = command({
  name: "apply",
  summary: "carry out a plan, or rows",
  description:
    "Carries out a plan that `routera deals plan --out` kept. Rows work too: then the plan is made, shown and asked about first.\n" +
    "Each deal is read before it is written, and left alone where it is not as the plan saw it. Every write is announced in a\n" +
    "journal before it is sent, so a run that was stopped, killed or cut off can be resumed, and one that is done taken back.",
  arguments: [
    {
      name: "file",
      summary: "a plan or rows, - for stdin; none with --where",
      optional: true,
      offers: "file",
    },
  ],
  flags: {
    ...rowsFlags,
    yes: toggle("do not ask", { short: "y" }),
    dryRun: toggle("show what would be changed; write nothing", { short: "n" }),
    approve: parsed("digest", "apply only the plan with this digest, without asking", parseDigest),
    ...guardFlags,
    ...annotationFlags,
    maxChanges: parsed("n", "do nothing at all when more deals than this would change", countParser(100)),
    read: onOff(
      "read each deal before it is written (default); without it there is no check and no way back",
    ),
    shard: parsed("i/n", "only part i of n, by a hash of the deals' ids", parseShard),
    ...concurrencyFlags,
  },
  examples: [
    { line: "routera deals apply plan.jsonl", does: "look at the plan once more, then carry it out" },
    {
      line: "routera deals apply rows.csv --failures failed.csv",
      does: "plan, ask, apply; failed rows are kept to be mended and fed again",
    },
    { line: "routera deals apply plan.jsonl --yes --limit 10", does: "the first ten as a trial" },
    {
      line: "routera deals apply plan.jsonl --yes --shard 1/4",
      does: "a quarter of the plan, for a CI matrix",
    },
  ],
  input: ({ arguments: { file }, flags }): Input => {
    const options = runFlags(flags);
    const { dryRun, read = true } = options;
    checkDryRun(dryRun, options);
    if (file === undefined && flags.where.length === 0) {
      throw usage(
        "nothing_to_plan",
        "neither a plan, nor rows, nor conditions were given",
        "give a plan or a file of rows, - for stdin, or --where deal_stage=qualified --field deal_stage=proposal",
      );
    }
    if (!read && file === undefined) {
      throw usage(
        "where_without_reading",
        "--where reads the deals in any case: --no-read does not go together with it",
        "leave out --no-read",
      );
    }
    return { ...options, file, asked: planningInput(file, flags, { read }), rowFlags: typedRowFlags(flags) };
  },
  action: () => import("./apply.action.ts"),
});

function parseDigest(typed: string, flag: string): string {
  if (/^sha256:[0-9a-f]{64}$/.test(typed)) return typed;
  throw usage(
    "bad_digest",
    `${flag} takes sha256: and 64 hex digits, not ${JSON.stringify(typed.slice(0, 80))}`,
    {
      say: "to see the digest of a plan, make it",
      run: {
        command: "deals plan",
        operands: [placeholder("FILE")],
        options: { out: placeholder("plan.jsonl") },
      },
    },
  );
}
