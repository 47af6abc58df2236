/** Characters in a cell that say that its text was damaged on the way. */

export type SuspectCharacter = {
  readonly kind: "replacement_character" | "control_character";
  /** `U+FFFD` */
  readonly name: string;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const SUSPECT = /[\uFFFD\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/gu;

/** @param held the text that the field holds now: what is in it came from there */
export function suspectCharacters(cell: string, held = ""): readonly SuspectCharacter[] {
  const found = new Set([...cell.matchAll(SUSPECT)].map(([character]) => character));
  return [...found]
    .filter((character) => !held.includes(character))
    .map((character) => ({
      kind: character === "\uFFFD" ? "replacement_character" : "control_character",
      name: `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}`,
    }));
}
