/** A text as one word of a shell line, for commands that hints tell to type. */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_./:@%+=,][A-Za-z0-9_./:@%+=,-]*$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
