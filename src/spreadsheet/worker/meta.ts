/** The hidden sheet of our own exports: how many deals were written, and a checksum of their baselines. */
import { createHash } from "node:crypto";
import type { CellValue, Sheet } from "hucre/xlsx";

export const DEALS_SHEET = "Deals";
export const ABOUT_SHEET = "About";
/** Holds values for drop-down lists. */
export const LISTS_SHEET = "_lists";
export const META_SHEET = "_routera";

export type Meta = { readonly deals: number; readonly checksum: string };

export function metaRows({ deals, checksum }: Meta): CellValue[][] {
  return [
    ["deals", String(deals)],
    ["checksum", checksum],
  ];
}

/** undefined where the sheet is missing or was changed. */
export function readMeta(sheet: Sheet | undefined): Meta | undefined {
  const values = new Map(sheet?.rows.map(([name, value]) => [String(name), String(value ?? "")]));
  const deals = values.get("deals") ?? "";
  const checksum = values.get("checksum") ?? "";
  return /^\d{1,7}$/.test(deals) && /^[0-9a-f]{16}$/.test(checksum)
    ? { deals: Number(deals), checksum }
    : undefined;
}

/** Does not depend on the order of the rows: sorting is no loss. */
export class Checksum {
  #sum = 0n;

  add(text: string): void {
    this.#sum += createHash("sha256").update(text).digest().readBigUInt64LE(0);
  }

  toString(): string {
    return BigInt.asUintN(64, this.#sum).toString(16).padStart(16, "0");
  }
}
