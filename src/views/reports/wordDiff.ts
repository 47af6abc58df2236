/** Which words of a text changed. */

/** A part of a text; `changed` parts are not in the other text. */
export type Segment = { readonly text: string; readonly changed: boolean };
export type WordDiff = { readonly before: readonly Segment[]; readonly after: readonly Segment[] };

/** Longer middles are not compared word by word, only their common start and end. */
const MAX_MIDDLE = 2_000;
const MAX_CELLS = 40_000;
/** Texts with less in common than this are shown as replaced. */
const LEAST_COMMON = 0.3;

const TOKEN = /[\p{L}\p{M}\p{N}_]+|\s+|[^\p{L}\p{M}\p{N}_\s]/gu;
const WORD = /[\p{L}\p{M}\p{N}_\ud800-\udfff]/u;

/** @returns undefined when the texts have too little in common to mark words */
export function diffWords(before: string, after: string): WordDiff | undefined {
  const start = commonStart(before, after);
  const end = commonEnd(before, after, start);
  const [a, b] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  const shared = { start: before.slice(0, start), end: before.slice(before.length - end) };
  const middle = middleDiff(a, b);
  const same = start + end + middle.common;
  if (same === 0 || same < LEAST_COMMON * Math.min(before.length, after.length)) return undefined;
  const whole = (segments: readonly Segment[]): readonly Segment[] =>
    merged([{ text: shared.start, changed: false }, ...segments, { text: shared.end, changed: false }]);
  return { before: whole(middle.before), after: whole(middle.after) };
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === a.length && at === b.length) return at;
  // Back to a border of words in both texts.
  while (at > 0 && isInWord(a, b, at)) at--;
  return at;
}

function isInWord(a: string, b: string, at: number): boolean {
  const [left, ra, rb] = [a[at - 1] ?? "", a[at] ?? "", b[at] ?? ""];
  return WORD.test(left) && (WORD.test(ra) || WORD.test(rb));
}

function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let length = 0;
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) {
    length++;
  }
  const splits = (): boolean => {
    const right = a[a.length - length] ?? "";
    const [la, lb] = [a[a.length - length - 1] ?? "", b[b.length - length - 1] ?? ""];
    return WORD.test(right) && (WORD.test(la) || WORD.test(lb));
  };
  while (length > 0 && splits()) length--;
  return length;
}

type Middle = WordDiff & { readonly common: number };

function middleDiff(a: string, b: string): Middle {
  const replaced: Middle = {
    before: [{ text: a, changed: true }],
    after: [{ text: b, changed: true }],
    common: 0,
  };
  if (a.length > MAX_MIDDLE || b.length > MAX_MIDDLE) return replaced;
  const [left, right] = [a.match(TOKEN) ?? [], b.match(TOKEN) ?? []];
  if (left.length * right.length > MAX_CELLS || left.length === 0 || right.length === 0) return replaced;
  return aligned(left, right);
}

/** The longest common subsequence of two lists of tokens. */
function aligned(left: readonly string[], right: readonly string[]): Middle {
  const width = right.length + 1;
  const lengths = new Uint16Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        left[i] === right[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const [before, after]: [Segment[], Segment[]] = [[], []];
  let common = 0;
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const [a, b] = [left[i], right[j]];
    if (a !== undefined && a === b) {
      before.push({ text: a, changed: false });
      after.push({ text: b, changed: false });
      // Spaces alone do not make two texts alike.
      if (a.trim() !== "") common += a.length;
      i++;
      j++;
    } else if (
      b === undefined ||
      (a !== undefined && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      before.push({ text: a ?? "", changed: true });
      i++;
    } else {
      after.push({ text: b, changed: true });
      j++;
    }
  }
  return { before, after, common };
}

/** Joins neighbors of one kind, and a space between two changed words with them. */
function merged(segments: readonly Segment[]): readonly Segment[] {
  const result: Segment[] = [];
  for (const [at, segment] of segments.entries()) {
    if (segment.text === "") continue;
    const last = result.at(-1);
    const isGap =
      !segment.changed && last?.changed && /^\s+$/.test(segment.text) && segments[at + 1]?.changed;
    const changed = segment.changed || isGap === true;
    if (last?.changed === changed) result[result.length - 1] = { text: last.text + segment.text, changed };
    else result.push({ text: segment.text, changed });
  }
  return result;
}
