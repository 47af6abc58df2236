/** How spreadsheets of several languages write true and false. */

const TRUE_WORDS = [
  "true",
  "wahr",
  "vrai",
  "vero",
  "verdadero",
  "verdadeiro",
  "waar",
  "sant",
  "tosi",
  "sand",
  "prawda",
  "pravda",
  "igaz",
  "истина",
];
const FALSE_WORDS = [
  "false",
  "falsch",
  "faux",
  "falso",
  "onwaar",
  "falskt",
  "epätosi",
  "falsk",
  "fałsz",
  "nepravda",
  "hamis",
  "ложь",
];

/** @returns undefined for other words */
export function readBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase().normalize("NFC");
  if (TRUE_WORDS.includes(word)) return true;
  return FALSE_WORDS.includes(word) ? false : undefined;
}
