/** Values as YAML text, and where things are in one. */
import { isScalar, type Node, stringify, type YAMLSeq } from "yaml";

/** Where a node's own text begins and ends. */
export function rangeOf({ range }: Node): readonly [start: number, end: number] {
  return range ? [range[0], range[1]] : [0, 0];
}

export function splice(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

/** How far an offset is from the start of its line. */
export function columnAt(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

/** The offset of the newline that ends a line, or of the text's end. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end;
}

/** Puts whole lines behind the line that ends at an offset. */
export function insertLines(text: string, at: number, lines: string): string {
  return splice(text, at, at, `\n${lines.replace(/\n$/, at === text.length ? "\n" : "")}`);
}

/** `work:`, and below it `timeout: 5s`; a list has a line for each item. Ends in a newline. */
export function blockLines(path: readonly string[], value: unknown, column: number, step: number): string {
  const [name, ...rest] = path;
  const head = `${" ".repeat(column)}${flowText(name)}:`;
  if (rest.length > 0) return `${head}\n${blockLines(rest, value, column + step, step)}`;
  if (!Array.isArray(value) || value.length === 0) return `${head} ${scalarLike(undefined, value)}\n`;
  const items = value.map((item) => `${" ".repeat(column + step)}- ${scalarLike(undefined, item)}\n`);
  return `${head}\n${items.join("")}`;
}

/** A value on one line, as it may be in a list or a map on one line. */
export function flowText(value: unknown): string {
  const options = { collectionStyle: "flow", lineWidth: 0 } as const;
  if (typeof value === "object") return stringify(value, options).trimEnd();
  return stringify([value], options).trimEnd().slice("[ ".length, -" ]".length);
}

/** A value in the quotes that another one had. */
export function scalarLike(type: string | null | undefined, value: unknown): string {
  const defaultStringType = type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE" ? type : "PLAIN";
  return stringify(value, { defaultStringType, lineWidth: 0, blockQuote: false }).trimEnd();
}

/** A list with a line for each item gets others; those that stay keep their lines, and the comments on and above them. */
export function itemLines(text: string, list: YAMLSeq, values: readonly unknown[]): string | undefined {
  const items = list.items as Node[];
  const starts = items.map((item) => rangeOf(item)[0] - columnAt(text, rangeOf(item)[0]));
  const ends = items.map((item) => lineEnd(text, rangeOf(item)[1]));
  const [first, from = 0] = [items[0], starts[0]];
  const mark = first && text.slice(from, rangeOf(first)[0]);
  if (mark === undefined || !/^ *- +$/.test(mark)) return undefined;
  const known = items.map((item, index) => ({
    value: isScalar(item) ? item.value : item,
    lines: text.slice(index === 0 ? from : (ends[index - 1] ?? 0) + 1, ends[index]),
  }));
  const lines = values.map((value) => {
    const at = known.findIndex((one) => one.value === value);
    const [kept] = at === -1 ? [] : known.splice(at, 1);
    return kept?.lines ?? `${mark}${scalarLike(undefined, value)}`;
  });
  return splice(text, from, ends.at(-1) ?? from, lines.join("\n"));
}
