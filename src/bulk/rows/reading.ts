/** How input is read. */
export type Reading = {
  /**
   * True: a piece is gone when the next one is asked for. Without this, a copy of a large file holds tens of megabytes:
   * nothing else makes garbage meanwhile, so that nobody collects the pieces.
   */
  readonly passing?: boolean;
};

/** Where the next piece goes: a new buffer each time, as whoever reads may hold on to the last one, or always the same. */
export function pieceBuffer(size: number, { passing }: Reading = {}): () => Buffer {
  if (!passing) return () => Buffer.allocUnsafeSlow(size);
  const buffer = Buffer.allocUnsafeSlow(size);
  return () => buffer;
}
