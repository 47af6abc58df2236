/** Which of a million texts may have come before: a set of 32-bit hashes in a few bytes each. */

const FIRST_SLOTS = 1 << 10;

/** Two different texts may share a fingerprint: once in four thousand million pairs. */
export class Fingerprints {
  #slots = new Uint32Array(FIRST_SLOTS);
  #count = 0;

  /** Adds a text. @returns true when its fingerprint was there already */
  add(text: string): boolean {
    if (this.#count * 4 >= this.#slots.length * 3) this.#grow();
    const print = fingerprint(text);
    const slot = slotOf(this.#slots, print);
    if (this.#slots[slot] === print) return true;
    this.#slots[slot] = print;
    this.#count++;
    return false;
  }

  has(text: string): boolean {
    const print = fingerprint(text);
    return this.#slots[slotOf(this.#slots, print)] === print;
  }

  get size(): number {
    return this.#count;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#slots.length * 2);
    for (const print of this.#slots) if (print !== 0) larger[slotOf(larger, print)] = print;
    this.#slots = larger;
  }
}

/** The slot that holds the fingerprint, or the free one where it belongs. */
function slotOf(slots: Uint32Array, print: number): number {
  const mask = slots.length - 1;
  let slot = print & mask;
  while (slots[slot] !== 0 && slots[slot] !== print) slot = (slot + 1) & mask;
  return slot;
}

/** FNV-1a with a final mix, never 0: that is the mark of a free slot. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0 || 1;
}
