/** Tokens that outlive the call that asked for them: one small file each, in a directory of this user alone. */

import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import type { TokenCache, TokenWithLifetime } from "../api/tokens/clientCredentials.ts";
import { checkToken } from "../api/tokens/token.ts";
import type { Profile } from "../config/file/schema.ts";
import { DEFAULTS } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import { cacheDirectory, type DirectoryEnvironment } from "../files/directories.ts";
import { openToRead } from "../files/handles.ts";
import { lstat, readdir, unlink } from "../files/operations.ts";
import { type CurrentUser, hasOwners, isOwnedByOther } from "../files/permissions.ts";
import { preparePrivateDirectory, writePrivateFile } from "../files/privateFile.ts";
import { shellOn } from "../hint.ts";
import type { Clock } from "../host.ts";

/** Whose token it is; one of another address, client or secret is never handed out. */
export type TokenOwner = TokenHolder & { readonly clientSecret: string };

/** The same without the secret. */
type TokenHolder = { readonly baseUrl: string; readonly clientId: string };

export type CacheHost = DirectoryEnvironment & CurrentUser & { readonly clock: Clock };

/** How long to wait for another call that asks for the same token, in milliseconds; then this one asks too. */
const PATIENCE = 20_000;
const PAUSE = 40;
/** How far this machine's clock may be wrong, in milliseconds. */
const SKEW = 60_000;
const LARGEST = 128 * 1024;
/** How old a half-written file must be before no one is writing it any more, in milliseconds. */
const LEFT_BEHIND = 3_600_000;

/**
 * Keeps a client's token in `<cache>/tokens` (0700, the file 0600) until it ends. A file that is damaged, a link, or
 * another user's is ignored and replaced where that is safe. Where nothing can be kept, every call asks for itself.
 * @param signal ends the wait for another call
 */
export function tokenCache(host: CacheHost, owner: TokenOwner, signal: AbortSignal): TokenCache {
  const { clock } = host;
  return {
    get: async (fetch, refused) => {
      const path = await placeFor(host, owner);
      if (path === undefined) return fetch();
      const kept = async () => {
        const found = await readKept(path, owner, host);
        return found?.token === refused ? undefined : found;
      };
      const known = await kept();
      if (known) return known;
      const until = clock.elapsed() + PATIENCE;
      while (true) {
        const turn = await takeTurn(path);
        try {
          const others = await kept();
          if (others) return others;
          if (turn !== "busy" || clock.elapsed() > until) return await fetchAndKeep(path, owner, host, fetch);
        } finally {
          if (typeof turn === "function") await turn();
        }
        await clock.wait(PAUSE, signal);
      }
    },
  };
}

/** The client that a profile of the user config names; none where it proves otherwise who it is. */
export function ownersIn({ clientId, baseUrl = DEFAULTS.baseUrl }: Profile = {}): readonly TokenHolder[] {
  return clientId === undefined ? [] : [{ baseUrl, clientId }];
}

/** Removes the kept tokens of clients, whatever secret they were got with. @returns how many */
export async function forgetTokens(
  place: DirectoryEnvironment,
  owners: readonly TokenHolder[],
): Promise<number> {
  const directory = directoryFor(place);
  if (directory === undefined || owners.length === 0) return 0;
  const names = await readdir(directory).catch(() => []);
  const digests = new Set(owners.map(ownerDigest));
  const own = names.filter((name) => name.endsWith(".json") && digests.has(name.split("-", 1)[0] ?? ""));
  const removed = own.map((name) =>
    unlink(join(directory, name)).then(
      () => 1,
      () => 0,
    ),
  );
  return (await Promise.all(removed)).reduce<number>((sum, one) => sum + one, 0);
}

/** The file for this owner's token; undefined where nothing may be kept. */
async function placeFor(host: CacheHost, owner: TokenOwner): Promise<string | undefined> {
  try {
    const directory = await prepareTokenDirectory(host);
    return join(directory, `${ownerDigest(owner)}-${digest(owner.clientSecret)}.json`);
  } catch {
    return undefined;
  }
}

/** The directory for tokens, made where it is missing. @throws Failure where nothing may be kept, and why */
export async function prepareTokenDirectory(host: DirectoryEnvironment & CurrentUser): Promise<string> {
  const directory = join(cacheDirectory(host), "tokens");
  await preparePrivateDirectory(join(directory, ".."), host);
  await preparePrivateDirectory(directory, host);
  if ((await lstat(directory)).isSymbolicLink()) {
    throw new Failure("local_io", `${directory} is a symbolic link; tokens are not written through it`, {
      code: "unsafe_place",
      hint: { shell: shellOn(directory, "rm") },
    });
  }
  return directory;
}

function directoryFor(place: DirectoryEnvironment): string | undefined {
  try {
    return join(cacheDirectory(place), "tokens");
  } catch {
    return undefined;
  }
}

function ownerDigest({ baseUrl, clientId }: TokenHolder): string {
  return digest(JSON.stringify([new URL(baseUrl).href, clientId]));
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}

async function readKept(
  path: string,
  { baseUrl, clientId }: TokenOwner,
  host: CacheHost,
): Promise<TokenWithLifetime | undefined> {
  try {
    const data: unknown = JSON.parse(await readOwn(path, host));
    if (typeof data !== "object" || data === null) return undefined;
    const { base_url, client_id, token, obtained_at, expires_at } = data as Record<string, unknown>;
    if (base_url !== new URL(baseUrl).href || client_id !== clientId || typeof token !== "string")
      return undefined;
    if (typeof obtained_at !== "number" || typeof expires_at !== "number") return undefined;
    const now = host.clock.now();
    // A clock that was set back would make an old token look young.
    if (now < obtained_at - SKEW || now >= expires_at) return undefined;
    return { token: checkToken(token), lasts: expires_at - now };
  } catch {
    return undefined;
  }
}

/** Reads through no link, and only what is this user's own and private. @throws anything */
async function readOwn(path: string, self: CurrentUser): Promise<string> {
  const handle = await openToRead(path);
  try {
    const facts = await handle.stat();
    const exposed = hasOwners(self) && (isOwnedByOther(facts, self.uid) || (facts.mode & 0o077) !== 0);
    if (!facts.isFile() || facts.size > LARGEST || exposed) throw new Error("not trusted");
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

async function fetchAndKeep(
  path: string,
  { baseUrl, clientId }: TokenOwner,
  host: CacheHost,
  fetch: () => Promise<TokenWithLifetime>,
): Promise<TokenWithLifetime> {
  const fresh = await fetch();
  await prune(dirname(path), host);
  // Without a known end it is good for this call only.
  if (!Number.isFinite(fresh.lasts)) return fresh;
  const now = host.clock.now();
  const data = {
    base_url: new URL(baseUrl).href,
    client_id: clientId,
    obtained_at: now,
    expires_at: now + fresh.lasts,
    token: fresh.token,
  };
  // A token that cannot be kept is still a token.
  await writePrivateFile(path, `${JSON.stringify(data)}\n`, host).catch(() => {});
  return fresh;
}

/** Removes tokens that have ended, whose clients may never call again, and what a call that was killed left half written. */
async function prune(directory: string, host: CacheHost): Promise<void> {
  const now = host.clock.now();
  const hasEnded = async (path: string) => {
    if (path.endsWith(".tmp")) return (await lstat(path)).mtimeMs < now - LEFT_BEHIND;
    if (!path.endsWith(".json")) return false;
    const { expires_at } = JSON.parse(await readOwn(path, host)) as { readonly expires_at?: unknown };
    return typeof expires_at === "number" && expires_at <= now;
  };
  const names = await readdir(directory).catch(() => []);
  await Promise.all(
    names.map(async (name) => {
      const path = join(directory, name);
      // What cannot be read is not ours to judge.
      if (await hasEnded(path).catch(() => false)) await unlink(path).catch(() => {});
    }),
  );
}

/** `busy`: another call is asking. `none`: there can be no lock here, so no one waits for no one. */
async function takeTurn(path: string): Promise<(() => Promise<void>) | "busy" | "none"> {
  const { tryLock } = await import("../files/lock/fileLock.ts");
  try {
    return (await tryLock(path))?.release ?? "busy";
  } catch {
    return "none";
  }
}
