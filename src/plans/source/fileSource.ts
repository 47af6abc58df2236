/** Input files of programs: a path or bytes, with options that say what their columns mean. */
import { join, sep } from "node:path";
import type { Account } from "../../account/account.ts";
import { usage } from "../../failure.ts";
import { readSafely } from "../../files/read.ts";
import { scratchDirectory } from "../../files/scratchDirectory.ts";
import { mappingOfText, withMapping } from "../../rows/mapping/withMapping.ts";
import { checkRowsOptions, type RowsOptions } from "../../rows/options.ts";
import { sheetInput } from "../../rows/sheets/sheetInput.ts";
import type { OpenInput, RowsSource } from "../input.ts";

export type FileSourceOptions = Omit<RowsOptions, "mapping" | "mappingFile" | "map" | "name"> & {
  readonly map?: Readonly<Record<string, string>> | undefined;
  /** The path of a mapping file, or what it would hold. */
  readonly mapping?: string | object | undefined;
};

type OnClose = (close: () => void | Promise<void>) => void;

/** @throws Failure of kind usage */
export async function fileSource(
  account: Pick<Account, "host" | "signals">,
  file: string | Uint8Array,
  { mapping, map, ...given }: FileSourceOptions,
  onClose: OnClose,
): Promise<RowsSource> {
  const rows: RowsOptions = { ...given, ...(map !== undefined && { map: new Map(Object.entries(map)) }) };
  const mapped = mapping === undefined ? rows : await withMappingOf(rows, mapping);
  // Without a column of its own, a field that finds deals is the column of its name.
  const options = { ...mapped, idColumn: mapped.idColumn ?? mapped.by };
  checkRowsOptions(options);
  // `-` is stdin on a command line; the stdin of a program is its own.
  if (typeof file === "string") return { from: "rows", path: file === "-" ? `.${sep}-` : file, options };
  return {
    from: "rows",
    path: BYTES,
    options,
    input: await bytesInput(account, file, options.sheet, onClose),
  };
}

const BYTES = "the input";

async function withMappingOf(options: RowsOptions, mapping: string | object): Promise<RowsOptions> {
  if (typeof mapping === "object")
    return withMapping(options, mappingOfText(JSON.stringify(mapping), "mapping"));
  const file = await readSafely(mapping, mapping);
  if (file === undefined) throw usage("mapping_unreadable", `cannot read the mapping ${mapping}: not found`);
  return { ...withMapping(options, mappingOfText(file.text, mapping)), mappingFile: mapping };
}

/** Of a copy: the caller may change the bytes while they are read. */
async function bytesInput(
  { host, signals }: Pick<Account, "host" | "signals">,
  bytes: Uint8Array,
  sheet: string | undefined,
  onClose: OnClose,
): Promise<OpenInput> {
  const copy = Uint8Array.from(bytes);
  const spoolDir = async () => join(await scratchDirectory(host, onClose), "spool");
  const plain = {
    name: BYTES,
    open: async function* () {
      yield copy;
    },
    close: async () => {},
  };
  const input = await sheetInput(plain, { sheet, signal: signals.soft, spoolDir });
  onClose(() => input.close());
  return input;
}
