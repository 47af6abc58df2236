/** Lines of text that call the program, as a shell would cut them. */

/** The words behind `routera` for every call in a line, whatever is around it. */
export function extractCommands(line: string): readonly string[][] {
  return line
    .replaceAll(/\$\(\(.*?\)\)|\$\{\{.*?\}\}/g, "1")
    .replaceAll(/"\$(?:SHARD|shard)"/g, "1/4")
    .replaceAll("$CI_NODE_INDEX", "1")
    .replaceAll("$CI_NODE_TOTAL", "4")
    .split(/&&|\|(?!\|)|;|<\(|\$\((?!\()/)
    .map((part) => part.trim().replace(/^(?:- (?:run: )?|(?:sudo |eval ")+|(?:[A-Z_]+=\S*\s+)+)/, ""))
    .filter((part) => part.startsWith("routera "))
    .map((part) => words(part.replace(/\s+[<>]\s*\S+/g, "").replace(/\s{3,}.*$/, "")).slice(1));
}

/** Shell words with the two kinds of quotes; a bracket that closes a substitution goes. */
function words(text: string): string[] {
  const cut = [...text.replace(/\)"?$/, "").matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)];
  return cut.map(([word]) => word.replace(/["']/g, ""));
}
