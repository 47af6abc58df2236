/** cosmiconfig, disarmed. Loaded when a configuration file is there. */
import { basename, extname } from "node:path";
import type { Options, PublicExplorer } from "cosmiconfig";
import { Failure } from "../../failure.ts";
import { brokenConfig } from "./brokenConfig.ts";
import { type Notation, parseConfig } from "./parse.ts";

type ExplorerOptions = Options & {
  readonly moduleName: string;
  readonly metaConfigFilePath: null;
  readonly applyPackagePropertyPathToConfiguration: boolean;
};
type ExplorerModule = { readonly Explorer: new (options: ExplorerOptions) => PublicExplorer };

/**
 * What a configuration file says, as plain data; of a package.json what stands under `routera`.
 * @param text what was read from it by `readSafely`; cosmiconfig reads the file once more, and that text is not used
 * @throws Failure `config_broken`
 */
export async function explore(path: string, shown: string, text: string): Promise<unknown> {
  // `cosmiconfig()` itself runs `.config/config.js` of the current directory as soon as it is called, whatever its
  // options say; the Explorer behind it does not. It has no published types, the options and methods are the same.
  const { Explorer } = (await import("cosmiconfig/dist/Explorer.js")) as unknown as ExplorerModule;
  const parseAs = (notation: Notation) => () => parseConfig(text, notation, shown);
  const refuse = () => {
    throw brokenConfig(shown, `a configuration is never run as code: ${ENDINGS}`);
  };
  const explorer = new Explorer({
    moduleName: "routera",
    packageProp: ["routera"],
    loaders: {
      ".json": parseAs(basename(path) === "package.json" ? "package" : "json"),
      ".yaml": parseAs("yaml"),
      ".yml": parseAs("yaml"),
      noExt: parseAs("either"),
      ".js": refuse,
      ".cjs": refuse,
      ".mjs": refuse,
      ".ts": refuse,
      default: () => {
        throw brokenConfig(shown, `${extname(path)} is not a known ending: ${ENDINGS}`);
      },
    },
    searchPlaces: [],
    searchStrategy: "none",
    ignoreEmptySearchPlaces: false,
    metaConfigFilePath: null,
    applyPackagePropertyPathToConfiguration: false,
    mergeImportArrays: false,
    mergeSearchPlaces: false,
    cache: false,
    transform: (result) => result,
  });
  try {
    const found = await explorer.load(path);
    if (found === null) throw brokenConfig(shown, "nothing stands under `routera`");
    return found.config;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw brokenConfig(shown, "it changed while it was read");
  }
}

const ENDINGS = "it ends in .yaml, .yml or .json";
