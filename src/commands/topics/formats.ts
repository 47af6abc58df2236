/** `routera help formats`. */
import { INPUT_FORMATS } from "../../bulk/rows/inputFormat.ts";
import { FORMATS } from "../../profile/settings.ts";

export function formats(): string {
  return `What is printed: --format ${FORMATS.join("|")}, --json for --format json, ROUTERA_FORMAT for a default.
A pipe changes nothing. stdout holds the result and nothing else; notes, progress and errors go to stderr.

  table    for people; may change from version to version
  json     one value; a deal is exactly the object that Routera returned, with its names and the digits of its numbers
  ndjson   one object a line; what streams ends, in a bulk command, with {"type":"summary","complete":true,…}:
           where that line is missing, the output was cut off
  csv      a header, then a row each; a cell that a spreadsheet would run as a formula gets an apostrophe in front

  routera deals get 550e8400-e29b-41d4-a716-446655440000 --json | jq -r .deal_stage
  routera deals list --all --format ndjson > deals.ndjson
  routera deals list --all --select id,deal_stage --format csv > deals.csv

A failure leaves stdout empty. With --json or ndjson stderr then holds one line:
  {"error":{"code","message","status","retryable","outcome","hint","exit_code"}}
  code        a stable name such as deal_archived; message is Routera's own word for word where there is one
  outcome     not_applied, applied or unknown: what became of the write; of a run: unknown when that of any row is,
              else applied when any row was applied
  retryable   true: the same command may succeed later, unchanged
A warning is a line {"warning":{"code","message"}}.

What is read: --input-format ${INPUT_FORMATS.join("|")}; without it the file's ending says it, else its first bytes.
UTF-8, with or without a byte order mark. CSV: comma, semicolon or tab, found by itself; quotes as in RFC 4180.
Cells are text; --json-column names columns of numbers, true, false, null and lists. Objects and arrays of objects keep
the types that they have.
`;
}
