/** What `--select a,b.c` means. */
import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";

/** The value under a path; a key that is spelled like the whole path wins. Undefined when there is none. */
export function lookup(object: JsonObject, path: string): JsonValue | undefined {
  const keys = keysOf(object, path);
  let value: JsonValue | undefined = object;
  for (const key of keys) {
    value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** The object with these paths only, in this order, nested as they were. A missing one is omitted. */
export function pick(object: JsonObject, paths: readonly string[]): JsonObject {
  const picked: Branch = new Map();
  for (const path of paths) {
    const value = lookup(object, path);
    if (value !== undefined) plant(picked, keysOf(object, path), value);
  }
  return grown(picked);
}

/** `pick` for an object, for each object of an array; anything else is unchanged. */
export function pickAny(value: JsonValue, paths: readonly string[] | undefined): JsonValue {
  if (paths === undefined) return value;
  if (isJsonObject(value)) return pick(value, paths);
  return Array.isArray(value) ? value.map((item: JsonValue) => pickAny(item, paths)) : value;
}

function keysOf(object: JsonObject, path: string): readonly string[] {
  return Object.hasOwn(object, path) ? [path] : path.split(".");
}

// Maps and not objects: a key may be called `__proto__`.
type Branch = Map<string, Branch | { readonly leaf: JsonValue }>;

function plant(branch: Branch, keys: readonly string[], leaf: JsonValue): void {
  const [key = "", ...rest] = keys;
  const existing = branch.get(key);
  if (rest.length === 0) {
    branch.set(key, { leaf });
  } else if (existing instanceof Map) {
    plant(existing, rest, leaf);
  } else if (existing === undefined) {
    const next: Branch = new Map();
    branch.set(key, next);
    plant(next, rest, leaf);
  }
  // Otherwise the whole value was selected before and holds this part already.
}

function grown(branch: Branch): JsonObject {
  return Object.fromEntries(
    [...branch].map(([key, node]) => [key, node instanceof Map ? grown(node) : node.leaf]),
  );
}
