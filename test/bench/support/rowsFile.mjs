/** Input files of deals that differ, two fields each. */
import { createWriteStream, existsSync } from "node:fs";
import { join } from "node:path";

/** @param format `csv` or `ndjson` @returns the path; made once */
export async function rowsFile(directory, rows, format) {
  const path = join(directory, `${rows}.${format}`);
  if (existsSync(path)) return path;
  const file = createWriteStream(path);
  let text = format === "csv" ? "id,next_step,deal_name\n" : "";
  for (let at = 0; at < rows; at++) {
    const id = `550e8400-e29b-41d4-a716-${at.toString(16).padStart(12, "0")}`;
    const [step, name] = [`Call about offer ${at}`, `Deal ${at}`];
    text +=
      format === "csv"
        ? `${id},${step},${name}\n`
        : `${JSON.stringify({ id, next_step: step, deal_name: name })}\n`;
    if (text.length < 1_000_000) continue;
    if (!file.write(text)) await new Promise((done) => file.once("drain", done));
    text = "";
  }
  await new Promise((done) => file.end(text, done));
  return path;
}
