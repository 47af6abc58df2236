/** What the input is made of: reported by the file's ending, else by its first bytes. */

import { usage } from "../failure.ts";
import { type Hint, placeholder } from "../hint.ts";

/** The formats that rows come in, as `--input-format` names them. `csv` finds its delimiter by itself. */
export const INPUT_FORMATS = ["csv", "tsv", "ndjson", "json"] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

/** Formats whose values have the types of JSON. */
export const TYPED_FORMATS: ReadonlySet<InputFormat | undefined> = new Set(["ndjson", "json"] as const);

const ENDINGS: readonly (readonly [string, InputFormat])[] = [
  [".csv", "csv"],
  [".tsv", "tsv"],
  [".ndjson", "ndjson"],
  [".jsonl", "ndjson"],
  [".json", "json"],
];

/** First bytes of files that hold no text. */
const FOREIGN: readonly (readonly [readonly number[], string, Hint])[] = [
  [
    [0x50, 0x4b, 0x03, 0x04],
    "is an Excel workbook or another zip file, not text",
    "open it and save it as CSV UTF-8",
  ],
  [[0xd0, 0xcf, 0x11, 0xe0], "is an old Excel workbook, not text", "open it and save it as CSV UTF-8"],
  [[0xff, 0xfe], "is UTF-16 text, not UTF-8", "save it as CSV UTF-8, or: iconv -f UTF-16 -t UTF-8 FILE"],
  [[0xfe, 0xff], "is UTF-16 text, not UTF-8", "save it as CSV UTF-8, or: iconv -f UTF-16 -t UTF-8 FILE"],
  [
    [0x1f, 0x8b],
    "is compressed",
    {
      say: "unpack it first, or pipe it to stdin (-)",
      shell: ["gunzip", "-c", placeholder("FILE")],
    },
  ],
];

/** The format by the ending, in any case; undefined for other endings. */
export function formatByEnding(name: string): InputFormat | undefined {
  const lower = name.toLowerCase();
  return ENDINGS.find(([ending]) => lower.endsWith(ending))?.[1];
}

/** The format by the first bytes: `[` starts a JSON array, `{` NDJSON, anything else is CSV. */
export function formatByContent(head: Buffer): InputFormat {
  const start = head
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (start.startsWith("[")) return "json";
  return start.startsWith("{") ? "ndjson" : "csv";
}

/** @throws Failure `not_text` where the first bytes are those of a workbook, of UTF-16 or of something compressed */
export function refuseForeign(head: Buffer, name: string): void {
  if (
    /^\uFEFF?\s*<(?:!doctype html|html|head|body|table|\?xml|meta)\b/i.test(head.toString("utf8", 0, 1024))
  ) {
    throw usage(
      "not_text",
      `${name} is HTML or XML, not an input file`,
      "download it again, or open it in a spreadsheet and save it as XLSX or CSV UTF-8",
    );
  }
  for (const [magic, fact, hint] of FOREIGN) {
    if (magic.every((byte, at) => head[at] === byte)) throw usage("not_text", `${name} ${fact}`, hint);
  }
  if (head.includes(0)) {
    throw usage("not_text", `${name} contains NUL bytes: it is UTF-16 or not text`, "save it as CSV UTF-8");
  }
}
