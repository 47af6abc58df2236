/**
 * Keeps hostile nesting away from recursive parsers. Catching the stack overflow is not enough: near the end of the stack
 * V8 may fail to compile a regular expression and then kills the process.
 */

const DEEPEST = 20;
const MAX_BRACKETS = 500;
const MAX_PER_LINE = 200;
const WIDEST_INDENT = 200;

/** True where the text could make a parser descend too far. Rough: what is in quotes and comments counts too. */
export function nestsTooDeep(text: string): boolean {
  if (hasManyBrackets(text)) return true;
  return text.split("\n").some((line) => {
    if (line.length <= WIDEST_INDENT) return false;
    const indent = line.length - line.trimStart().length;
    // `- - - x` and `a: b: c: x` go one level down with every mark.
    return (
      (indent > WIDEST_INDENT && indent < line.length) || (line.match(/[-?:]/g)?.length ?? 0) > MAX_PER_LINE
    );
  });
}

/** True where brackets alone could do it. */
export function hasManyBrackets(text: string): boolean {
  return (text.match(/[[{]/g)?.length ?? 0) > MAX_BRACKETS;
}

/** Every object and list in plain data, outermost first. @throws RangeError where it is nested too deep */
export function* everyLevel(data: unknown): Generator<object> {
  let level: readonly unknown[] = [data];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) throw new RangeError("nested too deep");
    const objects = level.filter((value) => typeof value === "object" && value !== null);
    yield* objects as object[];
    level = objects.flatMap((value) => Object.values(value as object));
  }
}
