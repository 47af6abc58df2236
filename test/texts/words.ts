/** Words that texts for people avoid, with the plain word to use instead: one term per concept, and no archaic turns. */

export type AvoidedWord = {
  readonly words: RegExp;
  readonly instead: string;
  /** A text that the expression finds. */
  readonly sample: string;
};

/** In everything that a person reads, comments and test titles included. */
export const AVOIDED: readonly AvoidedWord[] = [
  { words: /\bmend(s|ed|ing)?\b/gi, instead: "fix", sample: "mend the file" },
  { words: /\bremed(y|ies)\b/gi, instead: "hint", sample: "with its remedy" },
  { words: /\bhalt(s|ed|ing)?\b/gi, instead: "stop", sample: "halts the run" },
  { words: /\btreacherous\b/gi, instead: "unsafe", sample: "treacherous keys" },
  { words: /\bas wanted\b/gi, instead: "unchanged", sample: "29 deals as wanted" },
  { words: /\b(takes?|taken|took|taking) back\b/gi, instead: "undo", sample: "taken back" },
  { words: /\bcarr(y|ies|ied|ying) (\w+ )?out\b/gi, instead: "apply", sample: "carry it out" },
  { words: /\bin doubt\b/gi, instead: "with an unknown outcome", sample: "rows in doubt" },
  { words: /\bnot looked at\b/gi, instead: "skipped", sample: "not looked at" },
  { words: /\bcounts? before\b/gi, instead: "override", sample: "it counts before the file" },
  { words: /\b(is|are|was|were) there already\b/gi, instead: "exist", sample: "is there already" },
  { words: /\ball the same\b/gi, instead: "anyway", sample: "it stays all the same" },
  { words: /\banew\b/gi, instead: "again", sample: "begin anew" },
  { words: /\bmeanwhile\b/gi, instead: "in the meantime", sample: "changed meanwhile" },
  { words: /\b(no|some|any|every)body('s)?\b/gi, instead: "no one, another user", sample: "somebody else" },
  { words: /\b(fed|feed(s|ing)?) (again|with|them|it|together)\b/gi, instead: "apply", sample: "fed again" },
  { words: /\b(comes?|came) of (a|an|the|it|that)\b/gi, instead: "the result of", sample: "what came of it" },
  { words: /\brehears(e|es|ed|al|ing)\b/gi, instead: "dry run", sample: "rehearse bad days" },
  { words: /\bconsent\b/gi, instead: "confirmation", sample: "your consent" },
  { words: /\bbelievable\b/gi, instead: "sample", sample: "believable deals" },
  { words: /\bfolders?\b/gi, instead: "directory", sample: "in the folder" },
  {
    words: /\bsign(s|ed|ing)? (in|out) (to|of|first|there|with)\b/gi,
    instead: "log in",
    sample: "sign in first",
  },
  {
    words:
      /\b(colou?rs?(?<=ou\w*)|behaviours?|licences?|cancell(ed|ing)|unrecognised|recognis\w+|normalis\w+|neutralis\w+|catalogue(?=s?\b)(?!\.ts)|centre|favour\w*|grey)\b/gi,
    instead: "the US spelling",
    sample: "the colour of the licence",
  },
];

/** In what the program prints and in documents: words with other meanings in code may stand in comments. */
export const AVOIDED_IN_MESSAGES: readonly AvoidedWord[] = [
  { words: /\bplease\b/gi, instead: "the imperative", sample: "please retry" },
  { words: /[a-z]!(?=\s|$)/g, instead: "a period or nothing", sample: "done!" },
  {
    words:
      /\b(can|don|won|isn|aren|wasn|weren|doesn|didn|couldn|wouldn|shouldn|hasn|haven)['’]t\b|\b(it|that|there|what)['’]s\b|\w['’](re|ve|ll)\b/gi,
    instead: "the full form, such as cannot",
    sample: "it can't be read",
  },
  { words: /\b(stands|stood|standing)\b/gi, instead: "is", sample: "it stands in the file" },
  { words: /\b(tells|told|telling)\b/gi, instead: "report, show", sample: "it is told once" },
  { words: /\b(lies in|lying)\b/gi, instead: "is", sample: "it lies in the directory" },
  { words: /\btroubles?\b/gi, instead: "error, problem", sample: "a trouble" },
  {
    words: /\b(this|other|another|each|every|your) calls?\b/gi,
    instead: "command",
    sample: "from this call",
  },
  { words: /\bonce more\b/gi, instead: "again", sample: "try once more" },
  { words: /\bdid not go well\b|\bnot well\b/gi, instead: "failed", sample: "did not go well" },
  { words: /\b(leaves?|left|leaving) (\w+ )?out\b/gi, instead: "ignore, remove", sample: "leave it out" },
  { words: /\bharmless\b/gi, instead: "read-only", sample: "a harmless request" },
  { words: /\bway back\b/gi, instead: "undo", sample: "no way back" },
  { words: /\bgo(es)? on with\b/gi, instead: "resume", sample: "go on with it" },
  { words: /\b(user|project) files?\b/gi, instead: "user config, project config", sample: "the user file" },
];

/** `mended (use fix)` for each avoided word of a text. */
export function findAvoided(text: string, list: readonly AvoidedWord[]): readonly string[] {
  return list.flatMap(({ words, instead }) =>
    [...text.matchAll(words)].map(([found]) => `${found} (use ${instead})`),
  );
}
