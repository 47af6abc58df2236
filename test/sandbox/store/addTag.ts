/** An update that depends on what is there, so that a lost one shows. */
import { changeDeal } from "../../../src/sandbox/rules.ts";
import type { Update } from "../../../src/sandbox/store.ts";

export function addTag(tag: string): Update {
  return (deal, isTaken) => {
    const tags = Array.isArray(deal.tags) ? deal.tags : [];
    return changeDeal(deal, { tags: [...tags, tag] }, { now: 0, isTaken });
  };
}
