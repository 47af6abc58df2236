/**
 * One change to a YAML text that leaves all other lines as a person wrote them: comments, indentation, blank lines. Printing
 * the parsed document again would move some of these. Loaded to write only.
 */
import { type Document, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import {
  blockLines,
  columnAt,
  flowText,
  insertLines,
  itemLines,
  lineEnd,
  rangeOf,
  scalarLike,
  splice,
} from "./yamlText.ts";

type Item = Pair<Node, Node | null>;
type Place = { readonly text: string; readonly step: number };

/**
 * @param value undefined: to take it out
 * @returns undefined where the text is written in a way that this does not know; the caller checks what came out anyway
 */
export function changeYaml(
  text: string,
  document: Document,
  path: readonly string[],
  value: unknown,
): string | undefined {
  const place = { text, step: stepOf(text, document) };
  const { contents } = document;
  if (contents === null) {
    const start = text === "" || text.endsWith("\n") ? text : `${text}\n`;
    return value === undefined ? text : start + blockLines(path, value, 0, place.step);
  }
  return isMap(contents) ? changeMap(place, contents, undefined, path, value) : undefined;
}

/** @param holder the pair whose value the map is; undefined at the top */
function changeMap(
  place: Place,
  map: YAMLMap,
  holder: Item | undefined,
  [name = "", ...rest]: readonly string[],
  value: unknown,
): string | undefined {
  const items = map.items as Item[];
  const item = items.find(({ key }) => isScalar(key) && String(key.value) === name);
  if (value === undefined) {
    if (item === undefined) return place.text;
    if (rest.length === 0)
      return map.flow ? takeOutOfFlow(place, items, item) : takeOut(place, items, item, holder);
    return isMap(item.value) ? changeMap(place, item.value, item, rest, value) : place.text;
  }
  if (item === undefined) return add(place, map, holder, [name, ...rest], value);
  if (rest.length === 0) return replace(place, item, value, map.flow === true);
  if (isMap(item.value) && (item.value.items.length > 0 || map.flow))
    return changeMap(place, item.value, item, rest, value);
  return map.flow ? undefined : fill(place, item, rest, value);
}

function add(
  { text, step }: Place,
  map: YAMLMap,
  holder: Item | undefined,
  path: readonly string[],
  value: unknown,
) {
  const items = map.items as Item[];
  const last = items.at(-1);
  if (map.flow) {
    const [start, end] = rangeOf(map);
    const [name = "", ...rest] = path;
    const inside = rest.reduceRight((inner: unknown, key) => ({ [key]: inner }), value);
    const pair = `${flowText(name)}: ${flowText(inside)}`;
    if (last === undefined) return holder && splice(text, start, end, `{ ${pair} }`);
    const at = lastOffset(last);
    return splice(text, at, at, `, ${pair}`);
  }
  const [first] = items;
  if (first === undefined || last === undefined) return undefined;
  const at = lineEnd(text, lastOffset(last));
  return insertLines(text, at, blockLines(path, value, columnAt(text, rangeOf(first.key)[0]), step));
}

/** Puts the first keys below one that holds nothing: `work:`, `work: {}`, with or without comments. */
function fill(
  { text, step }: Place,
  item: Item,
  path: readonly string[],
  value: unknown,
): string | undefined {
  const [keyStart] = rangeOf(item.key);
  const colon = colonOf(text, item);
  if (colon === undefined) return undefined;
  const column = columnAt(text, keyStart);
  const lines = blockLines(path, value, column + step, step);
  const [start, end] = item.value === null ? [colon, colon] : rangeOf(item.value);
  // What is there now (`{}`, `null`) goes; a comment behind it stays.
  const cleared = start === end ? text : splice(text, colon, end, "");
  return insertLines(cleared, afterDeeperComments(cleared, lineEnd(cleared, colon), column), lines);
}

function replace({ text }: Place, item: Item, value: unknown, inFlow: boolean): string | undefined {
  const { value: old } = item;
  const colon = colonOf(text, item);
  if (colon === undefined) return undefined;
  const [start, end] = old === null ? [colon, colon] : rangeOf(old);
  if (old === null || start === end) return splice(text, colon, colon, ` ${flowText(value)}`);
  if (isSeq(old) && old.flow) {
    const list = flowText(value);
    const isTight = /^\[\S/.test(text.slice(start));
    return splice(text, start, end, isTight ? list.replace(/^\[ | \]$/g, (mark) => mark.trim()) : list);
  }
  if (isSeq(old)) {
    if (Array.isArray(value) && value.length > 0) return itemLines(text, old, value);
    const without = splice(text, lineEnd(text, colon), lineEnd(text, lastOffset(item)), "");
    return splice(without, colon, colon, ` ${flowText(value)}`);
  }
  if (!isScalar(old)) return undefined;
  if (old.type?.startsWith("BLOCK_")) return splice(text, colon, lastOffset(item), ` ${flowText(value)}`);
  return splice(
    text,
    start,
    end,
    inFlow || Array.isArray(value) ? flowText(value) : scalarLike(old.type, value),
  );
}

function takeOut(
  { text }: Place,
  items: readonly Item[],
  item: Item,
  holder: Item | undefined,
): string | undefined {
  const [keyStart] = rangeOf(item.key);
  const column = columnAt(text, keyStart);
  const start = keyStart - column;
  if (text.slice(start, keyStart).trim() !== "") return undefined;
  const end = afterDeeperComments(text, lineEnd(text, lastOffset(item)), column);
  const without = splice(text, start, Math.min(end + 1, text.length), "");
  if (items.length > 1 || holder === undefined) return without;
  // An empty map has to be said: nothing at all would be null.
  const colon = colonOf(text, holder);
  return colon === undefined ? undefined : splice(without, colon, colon, " {}");
}

function takeOutOfFlow({ text }: Place, items: readonly Item[], item: Item): string | undefined {
  const at = items.indexOf(item);
  const [before, after] = [items[at - 1], items[at + 1]];
  const start = after || !before ? rangeOf(item.key)[0] : lastOffset(before);
  const end = after ? rangeOf(after.key)[0] : lastOffset(item);
  return text.slice(start, end).includes("#") ? undefined : splice(text, start, end, "");
}

/** Where the text of a pair ends, comments behind it not counted. */
function lastOffset({ key, value }: Item): number {
  if ((isMap(value) || isSeq(value)) && !value.flow) {
    const last = value.items.at(-1) as Item | Node | undefined;
    if (last !== undefined) return "key" in last ? lastOffset(last as Item) : rangeOf(last as Node)[1];
  }
  const keyEnd = rangeOf(key)[1] + 1;
  if (value === null) return keyEnd;
  const [start, end] = rangeOf(value);
  // The place of a value that is not there is behind the comment.
  return start === end ? keyEnd : isScalar(value) && value.type?.startsWith("BLOCK_") ? end - 1 : end;
}

/** The offset behind a pair's colon. */
function colonOf(text: string, { key }: Item): number | undefined {
  const end = rangeOf(key)[1];
  const gap = /^[ \t]*:/.exec(text.slice(end));
  return gap === null ? undefined : end + gap[0].length;
}

/** The end of the last comment line that follows and is deeper than a column: it belongs to what is above. */
function afterDeeperComments(text: string, end: number, column: number): number {
  const next = /^\n( *)#[^\n]*/.exec(text.slice(end));
  return next === null || (next[1] ?? "").length <= column
    ? end
    : afterDeeperComments(text, end + next[0].length, column);
}

/** How far a profile is indented: what a person chose, else two. */
function stepOf(text: string, { contents }: Document): number {
  for (const { value } of isMap(contents) ? (contents.items as Item[]) : []) {
    const [first] = isMap(value) && !value.flow ? (value.items as Item[]) : [];
    const column = first === undefined ? 0 : columnAt(text, rangeOf(first.key)[0]);
    if (column > 0) return column;
  }
  return 2;
}
