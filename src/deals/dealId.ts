/** Deal ids: what may stand in a path. */
import { usage } from "../failure.ts";

const LONGEST = 512;

/**
 * Checks an id before it goes into a URL. Refused: empty, `.` and `..` (URL parsers collapse them, percent-encoded too),
 * slashes, backslashes, percent signs, white space at the ends, control characters, lone surrogates.
 * @returns the id, unchanged.
 * @throws Failure `bad_deal_id`
 */
export function checkDealId(id: string): string {
  const problem = problemOf(id);
  if (problem === undefined) return id;
  throw usage(
    "bad_deal_id",
    `the deal id ${JSON.stringify(id.length > 80 ? `${id.slice(0, 80)}…` : id)} ${problem}`,
    "take the id from `routera deals list`, for example 550e8400-e29b-41d4-a716-446655440000",
  );
}

function problemOf(id: string): string | undefined {
  if (id === "") return "is empty";
  if (id.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (id === "." || id === "..") return "would point at another place";
  if (/[/\\]/.test(id)) return "contains a slash";
  if (id.includes("%")) return "contains a percent sign";
  if (/[?#]/.test(id)) return "contains a character that ends a path";
  if (!id.isWellFormed()) return "is not valid Unicode";
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(id)) return "contains a control character";
  if (id.trim() !== id) return "starts or ends with white space";
  return undefined;
}
