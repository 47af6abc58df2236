/** cosmiconfig, disarmed: it searches and reads; what it may read was opened and checked before. Loaded where a file is there. */
import { basename, extname } from "node:path";
import type { Loader, Options, PublicExplorer } from "cosmiconfig";
import { Failure } from "../../failure.ts";
import { type OpenFile, unreadable } from "../../files/read.ts";
import { SAVE_AS_UTF8, UTF16_REASON, wasUtf16 } from "../../text/utf16.ts";
import { invalidConfig } from "./invalidConfig.ts";
import { type Notation, packageProperty, parseConfig } from "./parse.ts";

type ExplorerOptions = Options & {
  readonly moduleName: string;
  readonly metaConfigFilePath: null;
  readonly applyPackagePropertyPathToConfiguration: boolean;
};
type Dir = { readonly path: string; readonly isGlobalConfig: boolean };
type SearchingExplorer = PublicExplorer & {
  getSearchPlacesForDir(dir: Dir, globalPlaces: readonly string[]): readonly string[];
  getGlobalConfigDir(): string;
};
type ExplorerModule = { readonly Explorer: new (options: ExplorerOptions) => SearchingExplorer };

/** A candidate: an open file with the path in the user's words. */
export type Candidate = OpenFile & { readonly shown: string };

/** What a file says, as plain data; of a package.json what is under `routera`. */
export type LoadedCandidate = { readonly candidate: Candidate; readonly data: unknown };

/**
 * The first of the candidates from `from` up to `stopDir` that says something, searched and read by cosmiconfig.
 * @param places names that are looked for in each directory
 * @throws Failure `config_broken`
 */
export async function searchCandidates(
  candidates: readonly Candidate[],
  about: { readonly from: string; readonly stopDir: string; readonly places: readonly string[] },
): Promise<LoadedCandidate | undefined> {
  const explorer = await openExplorer(candidates, about);
  const searched = await guarded(candidates[0]?.shown ?? about.from, () => explorer.search(about.from));
  return searched === null ? undefined : loadedCandidate(candidates, searched);
}

/** What one file says; undefined for a package.json that says nothing. @throws Failure `config_broken` */
export async function loadCandidate(candidate: Candidate): Promise<LoadedCandidate | undefined> {
  const explorer = await openExplorer([candidate], { from: "", stopDir: "", places: [] });
  const loaded = await guarded(candidate.shown, () => explorer.load(candidate.readPath));
  return loaded === null ? undefined : loadedCandidate([candidate], loaded);
}

type Found = NonNullable<Awaited<ReturnType<PublicExplorer["load"]>>>;

function loadedCandidate(
  candidates: readonly Candidate[],
  { filepath, config, isEmpty }: Found,
): LoadedCandidate {
  const candidate = candidates.find(({ readPath }) => readPath === filepath);
  if (candidate === undefined) throw new Error("an unexpected file was read");
  return { candidate, data: isEmpty ? {} : config };
}

async function guarded<T>(shown: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw invalidConfig(shown, "the file changed while it was read");
  }
}

/** `cosmiconfig()` itself runs `.config/config.js` of the current directory as soon as it is called; the Explorer behind it does not. It has no published types. */
async function openExplorer(
  candidates: readonly Candidate[],
  {
    stopDir,
    places,
  }: { readonly from: string; readonly stopDir: string; readonly places: readonly string[] },
): Promise<SearchingExplorer> {
  const { Explorer } = (await import("cosmiconfig/dist/Explorer.js")) as unknown as ExplorerModule;
  const byPath = new Map(candidates.map((candidate) => [candidate.path, candidate]));
  class OpenedExplorer extends Explorer {
    /** Only what was opened: between a look and a read by name anything could take a file's place. */
    override getSearchPlacesForDir(dir: Dir, globalPlaces: readonly string[]): readonly string[] {
      if (dir.isGlobalConfig) return [];
      return super
        .getSearchPlacesForDir(dir, globalPlaces)
        .flatMap((path) => byPath.get(path)?.readPath ?? []);
    }

    /** The user config is not found this way: nothing is looked for in it. */
    override getGlobalConfigDir(): string {
      return stopDir;
    }
  }
  const load: Loader = (filepath, text) => {
    const candidate = candidates.find(({ readPath }) => readPath === filepath);
    if (candidate === undefined) throw new Error("an unexpected file was read");
    return parse(candidate, text);
  };
  return new OpenedExplorer({
    moduleName: "routera",
    loaders: { ".json": load, ".yaml": load, ".yml": load, noExt: load, default: load },
    searchPlaces: [...places],
    searchStrategy: "global",
    stopDir,
    ignoreEmptySearchPlaces: false,
    metaConfigFilePath: null,
    applyPackagePropertyPathToConfiguration: false,
    mergeSearchPlaces: false,
    mergeImportArrays: false,
    cache: false,
    transform: (result) => result,
  });
}

/** @returns null for a package.json that says nothing: the search continues then */
async function parse({ path, shown, stat }: Candidate, text: string): Promise<unknown> {
  if (wasUtf16(text, stat.size)) throw unreadable(shown, UTF16_REASON, SAVE_AS_UTF8);
  if (text.includes("\ufffd")) throw unreadable(shown, "it is not UTF-8");
  const notation = notationOf(path, shown);
  const plain = text.replace(/^\ufeff/, "");
  if (notation !== "package") return parseConfig(plain, notation, shown);
  if (!mentionsRoutera(plain)) return null;
  const property = packageProperty(await parseConfig(plain, notation, shown));
  if (property === null) throw invalidConfig(shown, "`routera` has no value");
  return property ?? null;
}

function notationOf(path: string, shown: string): Notation {
  if (basename(path) === "package.json") return "package";
  const extension = extname(path);
  const notation = NOTATIONS[extension];
  if (notation !== undefined) return notation;
  if (/^\.[cm]?[jt]s$/.test(extension))
    throw invalidConfig(shown, `configuration files are never executed: ${ENDINGS}`);
  throw invalidConfig(shown, `unsupported extension ${extension}: ${ENDINGS}`);
}

const NOTATIONS: Readonly<Record<string, Notation>> = {
  ".json": "json",
  ".yaml": "yaml",
  ".yml": "yaml",
  "": "either",
};
const ENDINGS = "use .yaml, .yml or .json";

/** A broken package.json is only ours to complain about when it seems to speak of us. */
function mentionsRoutera(text: string): boolean {
  try {
    return packageProperty(JSON.parse(text)) !== undefined;
  } catch {
    return /"routera"\s*:/.test(text);
  }
}
