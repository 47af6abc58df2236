/** The keys of the rows of a JSON file, which may differ from row to row. */
import { columnOf, type InputColumn } from "../csv/header.ts";
import type { RowsOptions } from "../options.ts";

/** So many keys are remembered. */
const MAX_KEYS = 1000;

export class KnownKeys {
  readonly #options: RowsOptions;
  readonly #named: ReadonlySet<string>;
  readonly #seen = new Set<string>();
  readonly #columns = new Map<string, InputColumn>();

  /** @param named keys that options name; others are only for "did you mean" */
  constructor(options: RowsOptions, named: readonly string[]) {
    this.#options = options;
    this.#named = new Set(named);
  }

  get seen(): ReadonlySet<string> {
    return this.#seen;
  }

  see(key: string): void {
    if (this.#seen.size < MAX_KEYS || this.#named.has(key)) this.#seen.add(key);
  }

  columnOf(key: string): InputColumn {
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    const column = columnOf(key, this.#options);
    if (this.#columns.size < MAX_KEYS) this.#columns.set(key, column);
    return column;
  }
}
