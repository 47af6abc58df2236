/** Text as a stream of small pieces, and streams as lists. */

/** @param size bytes in each piece; a new buffer each, as from a file */
export async function* chunked(text: string | Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for (let at = 0; at < bytes.length; at += size) yield Uint8Array.from(bytes.subarray(at, at + size));
}

/** The text cut once, at a byte. */
export async function* cutAt(bytes: Buffer, at: number): AsyncGenerator<Uint8Array> {
  yield Uint8Array.from(bytes.subarray(0, at));
  yield Uint8Array.from(bytes.subarray(at));
}

export async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
