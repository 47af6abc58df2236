/** Shards: one plan in n parts that know nothing of each other. Pure. */
import { usage } from "../failure.ts";
import { option, words } from "../hint.ts";

/** Part `index` of `count`, from 1. */
export type Shard = { readonly index: number; readonly count: number };

const MOST = 10_000;

/** @throws Failure `bad_shard` */
export function parseShard(text: string): Shard {
  const [, index = "", count = ""] = /^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count && shard.count <= MOST) return shard;
  throw usage(
    "bad_shard",
    words`${option("shard")} must be i/n with i from 1 to n and n up to ${MOST}, such as 1/4, got ${JSON.stringify(text)}`,
    "CI matrix jobs count from 0: add 1",
  );
}

/** `1/4` */
export function shardName({ index, count }: Shard): string {
  return `${index}/${count}`;
}
