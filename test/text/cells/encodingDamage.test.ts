import { describe, expect, it } from "vitest";
import { looksMisread } from "../../../src/text/cells/codePages.ts";
import { encodingDamage, startsWithMisreadMark } from "../../../src/text/cells/encodingDamage.ts";

const NAME = "Müller AG — Büro";

describe("texts damaged by encodings", () => {
  it.each<[string, string, string | undefined]>([
    // Written in one code page, read in another.
    [NAME, "Mьller AG — Bьro", "misread"],
    ["Привет", "Ïðèâåò", "misread"],
    ["Привет", "╧ЁштхЄ", "misread"],
    ["Zoë’s café", "Zo‘Õs cafŽ", "misread"],
    ["Zoë’s café", "ZoÃƒÂ«Ã¢â‚¬â„¢s cafÃƒÂ©", "misread"],
    ["Zoë’s café", "Zo毛鈥檚 caf茅", "misread"],
    ["Zoë’s café", "Zoﾃｫ窶冱 cafﾃｩ", "misread"],
    ["東京オフィス", "“Œ‹žƒIƒtƒBƒX", "misread"],
    ["Grüße", "Gr³▀e", "misread"],
    // Letters omitted, or plain ones in their place.
    [NAME, "Mller AG  Bro", "reduced"],
    [NAME, "Muller AG - Buro", "reduced"],
    [NAME, "Mueller AG - Buero", "reduced"],
    ["Łódź – Biuro", "Lodz - Biuro", "reduced"],
    ["Rocket \u{1F680} deal", "Rocket  deal", "reduced"],
    [NAME, "M¿ller AG ¿ B¿ro", "replaced"],
    [NAME, "M□ller AG □ B□ro", "replaced"],
    [NAME, "M.ller AG . B.ro", "replaced"],
    // Escaped.
    ["a & b <c>", "a &amp; b &lt;c&gt;", "escaped"],
    [NAME, "M&uuml;ller AG &mdash; B&uuml;ro", "escaped"],
    [NAME, "M&#252;ller AG &#x2014; B&#xFC;ro", "escaped"],
    [NAME, "M\\u00fcller AG \\u2014 B\\u00fcro", "escaped"],
    ["a\nb", "a\\nb", "escaped"],
    [NAME, "M%C3%BCller AG %E2%80%94 B%C3%BCro", "escaped"],
    [NAME, "M=C3=BCller AG =E2=80=94 B=C3=BCro", "escaped"],
    [NAME, "M+APw-ller AG +IBQ- B+APw-ro", "escaped"],
    // Edits.
    ["Müller", "Möller", undefined],
    ["Müller", "Muller", undefined],
    ["Acme®", "Acme", undefined],
    ["Zoë’s café", "Zoë’s bar", undefined],
    ["東京オフィス", "大阪オフィス", undefined],
    ["100% off", "100% of", undefined],
    ["Müller & Söhne", "Müller", undefined],
  ])("%j as %j: %s", (original, text, expected) => {
    expect(encodingDamage(original, text)).toBe(expected);
  });

  it.each(["MÃ¼ller", "â‚¬5", "Â£900", "Zoâ€™s", "cafÃ©", "Ã…ngstrÃ¶m"])("%j looks misread", (text) => {
    expect(looksMisread(text)).toBe(true);
  });

  it.each(["Müller", "PÃO", "© 2026", "€5", "São Paulo", "naïve", "ÀÉ", "“x” – y", "Привет", "東京", "Ĺ"])(
    "%j does not",
    (text) => {
      expect(looksMisread(text)).toBe(false);
    },
  );

  it.each(["ï»¿id", "ÿþid", "Ã¯Â»Â¿id"])("%j starts with the mark of another encoding", (text) => {
    expect(startsWithMisreadMark(text)).toBe(true);
  });
});
