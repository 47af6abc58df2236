/** Shards: one plan in n parts that know nothing of each other. Pure. */

import { crc32 } from "node:zlib";
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

/** The part that the deal belongs to. By a hash of its id alone: the same in every program that runs the plan. */
export function shardOfId(id: string, count: number): Shard {
  return { index: (crc32(id) % count) + 1, count };
}

/** True when the deal belongs to this part. */
export function isInShard(id: string, shard: Shard | undefined): boolean {
  return shard === undefined || shardOfId(id, shard.count).index === shard.index;
}
