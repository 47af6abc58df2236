/** Which texts came before, in a few bytes for each. */

const FIRST_SLOTS = 1 << 10;

/** Fingerprints of 48 bits: among a million different texts, two share one in 1 of 500 cases. */
export class Fingerprints {
  /** The lower 32 bits, and the upper 16. */
  #slots = new Uint32Array(FIRST_SLOTS);
  #upper = new Uint16Array(FIRST_SLOTS);
  #size = 0;

  /** Adds a text. @returns true when its fingerprint was known */
  add(text: string): boolean {
    if (this.#size * 4 >= this.#slots.length * 3) this.#grow();
    const [print, upper] = fingerprint(text);
    const slot = this.#slotOf(print, upper);
    if (this.#slots[slot] !== FREE) return true;
    this.#slots[slot] = print;
    this.#upper[slot] = upper;
    this.#size++;
    return false;
  }

  has(text: string): boolean {
    return this.#slots[this.#slotOf(...fingerprint(text))] !== FREE;
  }

  get size(): number {
    return this.#size;
  }

  /** The slot that holds the fingerprint, or the free one where it belongs. */
  #slotOf(print: number, upper: number): number {
    const [slots, uppers] = [this.#slots, this.#upper];
    const mask = slots.length - 1;
    let slot = print & mask;
    while (slots[slot] !== FREE && (slots[slot] !== print || uppers[slot] !== upper))
      slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [slots, uppers] = [this.#slots, this.#upper];
    this.#slots = new Uint32Array(slots.length * 2);
    this.#upper = new Uint16Array(slots.length * 2);
    for (let at = 0; at < slots.length; at++) {
      if (slots[at] === FREE) continue;
      const slot = this.#slotOf(slots[at] as number, uppers[at] as number);
      this.#slots[slot] = slots[at] as number;
      this.#upper[slot] = uppers[at] as number;
    }
  }
}

const FREE = 0;

/** Twice FNV-1a, of different numbers; the first with a final mix, and never that of a free slot. */
function fingerprint(text: string): readonly [lower: number, upper: number] {
  let hash = 0x811c9dc5;
  let other = 0x2545f491;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    hash = Math.imul(hash ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x5bd1e995);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return [(hash ^ (hash >>> 13)) >>> 0 || 1, other >>> 16];
}
