/** The topic about mapping files, with one whole example that a test runs against the sandbox. */

/** A file of another system, as it exports it. */
export const EXAMPLE_ROWS = `Record ID,Deal Name,Deal Stage,Amount,Close Date,Deal owner,Last Activity
ext-001,Starter plan,Closed Won,"$1,250.00",12/31/2026,J. Doe,yesterday
`;

/** What it means. */
export const EXAMPLE_MAPPING = `by: external_id            # deals are found by this field
column: Record ID          # and this column holds its value
columns:
  Deal Name: deal_name
  Deal Stage:
    field: deal_stage
    values:                # any other stage is refused with its line
      Closed Won: won
      Qualification: qualified
  Amount:
    field: amount
    type: number
    decimal: point         # or comma
    currency: true         # $ £ € and codes such as EUR are left out
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
  return `Exports of other systems name their own columns, stages and owners. A mapping file says once what they mean.

deals.csv, exported by another system:

${indented(EXAMPLE_ROWS)}

mapping.yaml (YAML or JSON; data only):

${indented(EXAMPLE_MAPPING)}

  routera deals plan deals.csv --mapping mapping.yaml --out plan.jsonl
  routera deals plan deals.csv --id-column "Record ID" --save-mapping mapping.yaml     a start, made from the header

A column has a field and a type: string (default), number, boolean, date or json. A cell that no form and no table covers
is refused with its line, and so is a column that is neither in columns nor in ignore. Without by, the column holds
Routera's own ids. Flags take precedence over the file. Deals are found by reading the list once; a value without exactly
one deal is an error, and no plan is made. The plan names the mapping that it was made with.
`;
}
