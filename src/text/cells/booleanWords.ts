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
  "істина",
  "αληθεσ",
  "αληθέσ",
  "doğru",
  "adevărat",
  "sann",
  "tõene",
  "teisinga",
  "patiess",
  "cert",
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
  "хибність",
  "ψευδεσ",
  "ψευδέσ",
  "yanlış",
  "fals",
  "usann",
  "usand",
  "väär",
  "klaidinga",
  "aplams",
  "neistina",
  "laž",
];

/** @returns undefined for other words */
export function readBoolean(text: string): boolean | undefined {
  const word = text
    .trim()
    .toLowerCase()
    .normalize("NFC")
    .replace(/[\u0307]|ς$/g, (end) => (end === "ς" ? "σ" : ""));
  if (TRUE_WORDS.includes(word)) return true;
  return FALSE_WORDS.includes(word) ? false : undefined;
}
