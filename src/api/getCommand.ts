/** The command that shows a deal, ready to be typed into a shell. */
export function getCommand(id: string): string {
  const word = /^[\w.:@+-]+$/.test(id) && !id.startsWith("-") ? id : `-- '${id.replaceAll("'", `'\\''`)}'`;
  return `routera deals get ${word}`;
}
