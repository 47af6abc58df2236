/** JSON that holds rows, but not as they are read: inside of an object, or on several lines each. */
import { placeholder } from "../../hint.ts";
import type { RowProblem } from "../row.ts";

/**
 * What is wrong with an input that starts with `{` as a whole; undefined for one object a line.
 * @param head its first bytes
 */
export function containerProblem(head: string): RowProblem | undefined {
  const text = head.replace(/^\uFEFF/, "").trimStart();
  if (!text.startsWith("{")) return undefined;
  const key = wrapperKey(text);
  if (key !== undefined) {
    const path = /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `.[${JSON.stringify(key)}]`;
    return {
      code: "wrapped_rows",
      line: 1,
      message: `the rows are inside an object, under ${JSON.stringify(key.slice(0, 60))}`,
      hint: {
        say: "extract them as NDJSON",
        shell: ["jq", "-c", `${path}[]`, placeholder("FILE")],
      },
    };
  }
  const [line = ""] = text.split("\n", 1);
  if (!text.includes("\n") || isComplete(line)) return undefined;
  return {
    code: "rows_on_many_lines",
    line: 1,
    message: "an object spans several lines",
    hint: { say: "write each object on one line", shell: ["jq", "-c", ".", placeholder("FILE")] },
  };
}

/** False for a line that ends inside of an object. */
function isComplete(line: string): boolean {
  let depth = 0;
  for (const [token] of line.matchAll(TOKEN)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
  }
  return depth <= 0;
}

const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g;

/** The name of the first list of objects in the outermost object, where that has no ID of its own. */
function wrapperKey(text: string): string | undefined {
  let depth = 0;
  let key: string | undefined;
  for (const match of text.matchAll(TOKEN)) {
    const [token, colon] = match;
    if (token === "{" || token === "[") {
      const inside = text.slice(match.index + 1, match.index + 200);
      if (token === "[" && depth === 1 && key !== undefined && /^\s*[{\]]/.test(inside)) return key;
      depth += 1;
    } else if (token === "}" || token === "]") {
      depth -= 1;
      if (depth <= 0) return undefined;
    } else if (depth === 1 && colon !== undefined) {
      key = nameOf(token);
      if (key === "id" || key === "fields") return undefined;
    }
  }
  return undefined;
}

function nameOf(token: string): string | undefined {
  try {
    return JSON.parse(token.replace(/\s*:$/, "")) as string;
  } catch {
    return undefined;
  }
}
