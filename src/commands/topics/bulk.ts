/** `routera help bulk`. */

export function bulk(): string {
  return `Many deals, in three steps: rows, a plan, a run. Nothing is written to Routera before the last one.

  routera deals export --properties amount --out deals.csv     a sheet to edit
  routera deals plan deals.csv --out plan.jsonl                what your edits would change: before → after
  routera deals apply plan.jsonl                               shows it again, asks, writes

Rows: CSV, TSV, NDJSON or a JSON array; the column id names the deal, every other column sets the field of its name,
columns that start with _ set nothing. An empty cell leaves its field alone (--empty-cells clear empties it).
All mistakes in the rows are told before the first request; --lint stops there, offline.

  routera deals plan rows.csv --lint
  routera deals plan rows.csv --id-column deal --map stage=deal_stage --json-column amount
  routera deals plan --where deal_stage=qualified --where 'amount>=5000' --field deal_stage=proposal

Conditions: = != ~ (contains) < > <= >=, and 'stage in a,b'; several must all hold.

Each deal is read with a request of its own; for many rows of a small account the list is read instead, a hundred at once.

A plan is a file with a digest. It holds what each deal held before, and is good for one address only. A deal that has
changed since is left alone and told (drifted); one that holds the new values already is skipped.

  routera deals apply plan.jsonl --approve sha256:0000000000000000000000000000000000000000000000000000000000000000
  routera deals apply plan.jsonl --yes --limit 10              the first ten as a trial; resume does the others
  routera deals apply plan.jsonl --yes --max-changes 500 --max-errors 5%
  routera deals apply rows.csv --yes --failures failed.csv     failed rows, to be mended and fed again

A run keeps a journal: each write is on disk before it is sent. Ctrl-C, a crash or a lost network leave a run that can
be resumed; a write whose outcome is not known is read back first, and never sent twice blindly.

  routera runs list
  routera runs show last
  routera runs resume last
  routera runs resume last --retry failed                      once what was wrong is mended
  routera runs undo last --dry-run                             what that would change
  routera runs undo last                                       deals that were changed since stay as they are
  routera runs prune --older-than 30 --keep 10

Values that must be unique and moved from deal to deal come back one after the other: undo with --concurrency 1, or
finish with runs resume last --retry failed.

--json prints one summary; --format ndjson a line a row, then the summary. Exit 0: all done; 3: some rows failed;
4, 8, 9, 12, 130: stopped before its time, resume it; 11: outcomes that could not be learnt. See routera help exit-codes.
The outcome in the error of a run that was stopped is about all its rows: unknown, when it may be that of any row;
else applied, when any row was applied; else not_applied.
`;
}
