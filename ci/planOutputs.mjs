// The digest and the number of changes of a plan file, as outputs of a step. Reads only the last line.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const LONGEST_END = 4096;

const file = openSync(process.argv[2], "r");
const { size } = fstatSync(file);
const buffer = Buffer.alloc(Math.min(size, LONGEST_END));
readSync(file, buffer, 0, buffer.length, size - buffer.length);
closeSync(file);
const end = JSON.parse(buffer.toString("utf8").trimEnd().split("\n").at(-1) ?? "");
if (end.type !== "end" || !/^sha256:[0-9a-f]{64}$/.test(end.digest) || !Number.isSafeInteger(end.changes)) {
  console.error("error: the plan is incomplete");
  process.exit(1);
}
console.log(`digest=${end.digest}\nchanges=${end.changes}`);
