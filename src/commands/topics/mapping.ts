/** The topic about mapping files, with one whole example that a test runs against the sandbox. */

/** A file of another system, as it exports it. */
export const EXAMPLE_ROWS = `Record ID,Deal Name,Deal Stage,Amount,Close Date,Deal owner,Last Activity
ext-001,Starter plan,Closed Won,"$1,250.00",12/31/2026,J. Doe,yesterday
`;

/** What it means. */
export const EXAMPLE_MAPPING = `by: external_id            # find deals by this field
column: Record ID          # in this column
columns:
  Deal Name: deal_name
  Deal Stage:
    field: deal_stage
    values:                # any other value is an error
      Closed Won: won
      Qualification: qualified
  Amount:
    field: amount
    type: number
    decimal: point         # or comma
    currency: true         # ignore $ £ € and codes such as EUR
  Close Date:
    field: close_date
    type: date
    order: mdy             # or dmy, ymd; becomes 2026-12-31
  Deal owner:
    field: deal_owner
    values:
      J. Doe: jane@example.com
ignore:
  - Last Activity
empty_cells: unchanged     # or clear, error
`;

export function mapping(): string {
  const indented = (text: string) => text.trimEnd().replace(/^/gm, "  ");
  return `Exports of other systems have their own names for columns, stages and owners. A mapping file translates them
once.

deals.csv, exported by another system:

${indented(EXAMPLE_ROWS)}

mapping.yaml (YAML or JSON; data only):

${indented(EXAMPLE_MAPPING)}

  routera deals plan deals.csv --mapping mapping.yaml --out plan.jsonl
  routera deals plan deals.csv --id-column "Record ID" --save-mapping mapping.yaml   # Generate a mapping from the header

A column has a field and a type: string (default), number, boolean, date or json. A cell that does not match
its type or its values is an error with its line number, and so is a column that is neither in columns nor in
ignore. Without by, the column contains deal IDs of Routera. Flags take precedence over the file. Deals are
found by reading the list once; a value that matches no deal or several deals is an error, and no plan is
made. The plan names the mapping that it was made with.
`;
}
