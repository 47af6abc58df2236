/** Reading from what may keep a reader waiting: stdin, pipes, FIFOs, terminals. */
import { createReadStream, fstat, open } from "node:fs";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { constants, retrying } from "./operations.ts";

/**
 * The pieces of a stream until the signal ends it, also in the middle of a wait.
 * @throws the signal's reason; the stream's error
 */
export async function* untilStopped(stream: Readable, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const stop = () => stream.destroy(signal.reason as Error);
  signal.throwIfAborted();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const piece of stream) {
      signal.throwIfAborted();
      yield piece;
    }
    // A writer that is stopped together with us closes its end; our own signal is heard in the same turn, or the next one.
    for (let turns = 0; turns < 2; turns++) await new Promise<void>((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

const openDescriptor = retrying((path: string, flags: number) => promisify(open)(path, flags));
const statDescriptor = promisify(fstat);

/**
 * A file of any kind as a stream that can be stopped at any time. Opened without blocking: a FIFO that no one writes to would
 * otherwise hold a thread, and with it the end of the process.
 * @throws the system's error
 */
export async function openReadable(path: string): Promise<Readable> {
  const fd = await openDescriptor(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  // A socket's handle waits by events, not on a thread.
  if ((await statDescriptor(fd)).isFIFO()) {
    const { Socket } = await import("node:net");
    return new Socket({ fd, readable: true, writable: false });
  }
  const { isatty, ReadStream } = await import("node:tty");
  return isatty(fd) ? new ReadStream(fd) : createReadStream(path, { fd });
}
