/** The texts in the source of a program: literals and the fixed parts of templates, comments not among them. */
import { parseAst } from "rolldown/parseAst";

export type SourceString = { readonly text: string; readonly line: number };

export function sourceStrings(source: string): readonly SourceString[] {
  const found: SourceString[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    if (typeof node !== "object" || node === null || Array.isArray(node)) return;
    const { type, value, start, source: from, ...rest } = node as Record<string, unknown>;
    // The names of modules are no words of the program.
    if (type === "ImportDeclaration" || type === "ImportExpression") return;
    const text = type === "Literal" ? value : type === "TemplateElement" ? cookedOf(value) : undefined;
    if (typeof text === "string") {
      const line = source.slice(0, start as number).split("\n").length;
      found.push({ text, line });
    }
    for (const child of [value, from, ...Object.values(rest)]) visit(child);
  };
  visit(parseAst(source, { lang: "ts" }).body);
  return found;
}

function cookedOf(value: unknown): string | undefined {
  return (value as { readonly cooked?: string } | undefined)?.cooked;
}
