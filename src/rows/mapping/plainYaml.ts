/** What YAML texts are more than data. */
import { type Document, isAlias, isNode, isScalar, type Node, visit } from "yaml";

const DEEPEST = 20;

/** Keeps hostile nesting away from a recursive parser. Rough: what is in quotes counts too. */
export function mappingNestsTooDeep(text: string): boolean {
  if (/^(?:[ \t]*[-?][ \t]){20}/m.test(text)) return true;
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === "[" || bracket === "{" ? 1 : -1));
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** What YAML can do and data does not need. */
export function oddNode(document: Document): { readonly message: string; readonly at: number } | undefined {
  let odd: { message: string; at: number } | undefined;
  const found = (message: string, node: Node | undefined) => {
    odd = { message, at: node?.range?.[0] ?? 0 };
    return visit.BREAK;
  };
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) || isAlias(key)) return undefined;
      return found("a key must be a name", isNode(key) ? key : undefined);
    },
    Node: (_, node) => {
      if (!isAlias(node) && node.anchor === undefined) return undefined;
      return found("anchors and aliases are not supported", node);
    },
  });
  return odd;
}
