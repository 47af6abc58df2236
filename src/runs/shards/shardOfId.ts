/** Which shard a deal belongs to. */
import { crc32 } from "node:zlib";
import type { Shard } from "../shard.ts";

/** The part that the deal belongs to. By a hash of its id alone: the same in every program that runs the plan. */
export function shardOfId(id: string, count: number): Shard {
  return { index: (crc32(id) % count) + 1, count };
}

/** True when the deal belongs to this part. */
export function isInShard(id: string, shard: Shard | undefined): boolean {
  return shard === undefined || shardOfId(id, shard.count).index === shard.index;
}
