/** A list of names as one word of a command. Pure. */
import { usage } from "../failure.ts";
import { type Hint, type Words, words } from "../hint.ts";

/**
 * `a, b` → `["a", "b"]`; white space around a name is omitted, and empty names stay. A space inside of a name is refused:
 * PowerShell takes `a,b` without quotes for an array, and hands it over as `a b`.
 * @param shown what the list was given as, to begin a sentence
 * @param written how the list is given that was probably meant
 * @throws Failure `list_with_space`
 */
export function splitNames(list: string, shown: Words, written: (list: string) => Hint): readonly string[] {
  const names = list.split(",").map((name) => name.trim());
  if (!names.some((name) => /\s/.test(name))) return names;
  const meant = list.split(/[\s,]+/).filter((name) => name !== "");
  throw usage(
    "list_with_space",
    words`${shown} ${JSON.stringify(list)} has a space in a name: names are separated by commas`,
    written(meant.join(",")),
  );
}

/** What the hint says in front of a list that is written as it should be. */
export const QUOTE_LIST = "in PowerShell, quote lists";
