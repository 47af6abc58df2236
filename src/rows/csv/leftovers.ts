/** Cells that hold what a program left behind instead of a value. */

export type Leftover =
  /** `#N/A`, `Err:502` */
  | { readonly kind: "error_value" }
  /** `########`: the column was too narrow. */
  | { readonly kind: "too_narrow" }
  | { readonly kind: "formula" }
  /** `="00123"`: the text inside is meant. */
  | { readonly kind: "quoted_text"; readonly text: string }
  /** `NULL`, `\N`, `nan`: an empty value of a database or a program; a word like others. */
  | { readonly kind: "null_word" };

/** English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish and others. */
const ERROR_VALUE =
  /^#(?:N\/A|NV|N\/D|N\/B|NB|I\/T|SAKNAS!?|REF!|BEZUG!|¡REF!|RIF!|REFERENS!|VERW!|ADR!|VALUE!|WERT!|VALEUR!|¡VALOR!|VALOR!|VALORE!|WAARDE!|VÄRDEFEL!|DIV\/0!|DIV\/0|¡DIV\/0!|DEEL\/0!|NUM!|ZAHL!|NOMBRE!|¡NUM!|NÚM!|GETAL!|OGILTIGT!|NAME\?|NOM\s?\?|¿NOMBRE\?|NOME\?|NAAM\?|NAMN\?|NULL!|NUL\s?!|¡NULO!|NULO!|NULLO!|LEEG!|SKÄRNING!|SPILL!|CALC!|GETTING_DATA|BLOCKED!|CONNECT!|FIELD!|UNKNOWN!|BUSY!|PYTHON!|ERROR!|EXTERNAL!|ÜBERLAUF!|KALK!|PROPAGATION!|CALCUL!)$/iu;
const ERROR_CODE = /^(?:Err|Fehler|Erreur|Errore|Erro|Error|Fout):\s?\d{3}$/i;
const TOO_NARROW = /^#{3,}$/;
const QUOTED_TEXT = /^=\s*"((?:[^"]|"")*)"$/;
/** A call, or an operation on cells: `-10%`, `+49 170` and `@name` are texts. */
const OTHER_FORMULA =
  /^[+\-@][\s+\-@]*(?:[A-Z][A-Z0-9._]*\s*\(|\$?[A-Z]{1,3}\$?\d{1,7}\s*(?:$|[+\-*/^&<>=:;)]))/i;
const NULL_WORD = /^(?:\\N|NULL|\(null\)|<null>|\[null\]|nil|None|nan|NaN|NA|N\/A|<NA>|NaT|undefined)$/i;

/** In letters, no leftover is longer. */
const LONGEST_WORD = 16;

/** True for most texts: by their first character, they are no leftover. False for an empty one. */
export function startsPlainly(cell: string): boolean {
  const code = cell.charCodeAt(0);
  return code < 0x80 && PLAIN_STARTS[code] === 1;
}

/** By character code: digits, and letters that no leftover starts with. */
const PLAIN_STARTS = Uint8Array.from({ length: 0x80 }, (_, code) =>
  /[\dA-Za-z]/.test(String.fromCharCode(code)) && !"NnEeFfUu".includes(String.fromCharCode(code)) ? 1 : 0,
);

/** undefined: a value like others. @param cell without the apostrophe of our own files */
export function leftoverOf(cell: string): Leftover | undefined {
  if (startsPlainly(cell)) return undefined;
  const text = cell.trim();
  const [first] = text;
  if (first === "#") {
    if (ERROR_VALUE.test(text)) return { kind: "error_value" };
    return TOO_NARROW.test(text) ? { kind: "too_narrow" } : undefined;
  }
  if (first === "=" || first === "＝") {
    const quoted = QUOTED_TEXT.exec(text)?.[1];
    return quoted === undefined
      ? { kind: "formula" }
      : { kind: "quoted_text", text: quoted.replaceAll('""', '"') };
  }
  if (first !== undefined && "+-@".includes(first) && OTHER_FORMULA.test(text)) return { kind: "formula" };
  if (text.length > LONGEST_WORD) return undefined;
  if (ERROR_CODE.test(text)) return { kind: "error_value" };
  return NULL_WORD.test(text) ? { kind: "null_word" } : undefined;
}
