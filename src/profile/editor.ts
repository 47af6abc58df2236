/** Changing a configuration text while keeping what a person put there: comments, order, notation. Loaded to write only. */
import { type Document, isCollection, isMap, isNode, isScalar, type Node } from "yaml";
import { brokenConfig } from "./brokenConfig.ts";
import { type Notation, parseConfig } from "./parseConfig.ts";
import { parseYaml } from "./yamlConfig.ts";

/** Where a value stands: `["profiles", "staging", "token"]`. */
export type KeyPath = readonly [string, ...string[]];

/** What an edit may do. Values are plain: texts, numbers, booleans, lists of texts. */
export type ConfigEditor = {
  get(path: KeyPath): unknown;
  /** Sets a value; maps on the way are made. */
  set(path: KeyPath, value: unknown): void;
  /** Removes a value where it is there. */
  remove(path: KeyPath): void;
};

/** The text after an edit. @throws Failure `config_broken` when the text cannot be read */
export async function editText(
  text: string,
  notation: Notation,
  shown: string,
  edit: (config: ConfigEditor) => void,
): Promise<string> {
  const json = notation === "json" || (notation === "either" && text.trimStart().startsWith("{"));
  if (!json) return editYaml(text, shown, edit);
  const data = await parseConfig(text, "json", shown);
  if (!isRecord(data)) throw brokenConfig(shown, "it must hold `profiles` and `profile`");
  edit(jsonEditor(data));
  return `${JSON.stringify(data, null, 2)}\n`;
}

function editYaml(text: string, shown: string, edit: (config: ConfigEditor) => void): string {
  const { document } = parseYaml(text, shown);
  edit(yamlEditor(document));
  // Folding would rewrite long lines that the edit has nothing to do with.
  return document.toString({ lineWidth: 0 });
}

function yamlEditor(document: Document): ConfigEditor {
  return {
    get: (path) => {
      const found = document.getIn(keysOf(document, path));
      return isNode(found) ? found.toJS(document) : found;
    },
    set: (path, value) => {
      const keys = keysOf(document, path);
      // `profiles:` with nothing behind it holds null, which cannot take a key.
      for (let depth = keys.length - 1; depth > 0; depth--) {
        const above = keys.slice(0, depth);
        if (document.hasIn(above) && !isMap(document.getIn(above, true))) document.deleteIn(above);
      }
      // A scalar that is replaced by a bare value keeps the comment beside it.
      const before = document.getIn(keys, true);
      document.setIn(keys, Array.isArray(value) ? likeBefore(before, document.createNode(value)) : value);
    },
    remove: (path) => {
      const keys = keysOf(document, path);
      if (document.hasIn(keys)) document.deleteIn(keys);
    },
  };
}

/** A list stays on one line, or on many, and keeps its comments. */
function likeBefore(before: unknown, after: Node): Node {
  if (!isCollection(before)) return after;
  const { flow = false, comment = null, commentBefore = null } = before;
  return Object.assign(after, { flow, comment, commentBefore });
}

/** The keys as the document has them: a profile named `2024` is a number there. */
function keysOf(document: Document, path: KeyPath): readonly unknown[] {
  const keys: unknown[] = [];
  for (const name of path) {
    const map = keys.length === 0 ? document.contents : document.getIn(keys, true);
    const pair = isMap(map)
      ? map.items.find(({ key }) => isScalar(key) && String(key.value) === name)
      : undefined;
    keys.push(isScalar(pair?.key) ? pair.key.value : name);
  }
  return keys;
}

type Tree = { [key: string]: unknown };

function jsonEditor(data: Tree): ConfigEditor {
  return {
    get: (path) => parentOf(data, path, false)?.[last(path)],
    set: (path, value) => {
      const parent = parentOf(data, path, true);
      if (parent) parent[last(path)] = value;
    },
    remove: (path) => {
      delete parentOf(data, path, false)?.[last(path)];
    },
  };
}

function parentOf(data: Tree, path: KeyPath, make: boolean): Tree | undefined {
  let tree = data;
  for (const key of path.slice(0, -1)) {
    const next = Object.hasOwn(tree, key) ? tree[key] : undefined;
    if (isRecord(next)) tree = next;
    else if (make) {
      const made: Tree = {};
      tree[key] = made;
      tree = made;
    } else return undefined;
  }
  return tree;
}

function last(path: KeyPath): string {
  return path[path.length - 1] as string;
}

function isRecord(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
