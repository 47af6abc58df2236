/** A real LibreOffice that opens and saves files, with a user directory of its own. */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export type Locale = "en-US" | "de-DE" | "fr-FR";
export const LOCALES: readonly Locale[] = ["en-US", "de-DE", "fr-FR"];

/** Language numbers that CSV filters take. */
const LANGUAGES: Readonly<Record<Locale, number>> = { "en-US": 1033, "de-DE": 1031, "fr-FR": 1036 };

/** The lane is required where the tool has to be there. */
export const IS_REQUIRED = process.env.ROUTERA_LANES === "required";
export const SKIP_REASON = "soffice not found: install libreoffice-calc-nogui";

/** The version, or undefined where there is no LibreOffice. */
export function libreOfficeVersion(): string | undefined {
  try {
    return execFileSync("soffice", ["--version"], { encoding: "utf8", timeout: 60_000 }).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export type CsvOptions = {
  /** What a file is cut at. Default `,`. */
  readonly delimiter?: "," | ";" | "\t";
  /** Dates, percentages and exponents become numbers. */
  readonly detectSpecialNumbers: boolean;
};

/** A cell of the first sheet that is typed into: its address, and what is typed. */
export type Edit = { readonly cell: string; readonly text: string };

const MACRO = `Sub Edit(source, target, inFilter, inOptions, outFilter, outOptions, cell, text)
  Dim opening(2) As New com.sun.star.beans.PropertyValue
  opening(0).Name = "Hidden" : opening(0).Value = True
  opening(1).Name = "FilterName" : opening(1).Value = inFilter
  opening(2).Name = "FilterOptions" : opening(2).Value = inOptions
  Dim saving(1) As New com.sun.star.beans.PropertyValue
  saving(0).Name = "FilterName" : saving(0).Value = outFilter
  saving(1).Name = "FilterOptions" : saving(1).Value = outOptions
  document = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, opening())
  document.Sheets.getByIndex(0).getCellRangeByName(cell).setFormula(text)
  document.storeToURL(ConvertToURL(target), saving())
  document.close(True)
End Sub`;

/** The module that every user profile has once LibreOffice was started with it. */
function writeMacro(profile: string): void {
  const escaped = MACRO.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  writeFileSync(
    join(profile, "user", "basic", "Standard", "Module1.xba"),
    `<?xml version="1.0" encoding="UTF-8"?>\n<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">${escaped}</script:module>`,
  );
}

export class LibreOffice {
  readonly #locale: Locale;
  readonly #directory = mkdtempSync(join(tmpdir(), "routera-libreoffice-"));
  #files = 0;

  constructor(locale: Locale) {
    this.#locale = locale;
    const user = join(this.#directory, "profile", "user");
    mkdirSync(user, { recursive: true });
    const setting = (name: string) =>
      `<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="${name}" oor:op="fuse"><value>${locale}</value></prop></item>`;
    writeFileSync(
      join(user, "registrymodifications.xcu"),
      `<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">${setting("ooSetupSystemLocale")}</oor:items>`,
    );
  }

  /** Opens a file and saves it in a format: `xlsx`, `ods` or `csv`. */
  async save(
    content: Uint8Array | string,
    from: "xlsx" | "ods" | "csv",
    to: "xlsx" | "ods" | "csv",
    csv?: CsvOptions,
  ): Promise<Buffer> {
    this.#files += 1;
    const input = join(this.#directory, `${this.#files}.${from}`);
    const output = join(this.#directory, `out${this.#files}`);
    writeFileSync(input, content);
    const delimiter = (csv?.delimiter ?? ",").charCodeAt(0);
    const language = LANGUAGES[this.#locale];
    const detect = csv?.detectSpecialNumbers === true;
    const read = `CSV:${delimiter},34,76,1,,${language},false,${detect}`;
    // Numbers are written as they are shown.
    const write = `csv:Text - txt - csv (StarCalc):${delimiter},34,76,1,,${language},false,true`;
    await run(
      "soffice",
      [
        "--headless",
        "--norestore",
        `-env:UserInstallation=file://${join(this.#directory, "profile")}`,
        ...(from === "csv" ? [`--infilter=${read}`] : []),
        "--convert-to",
        to === "csv" ? write : to,
        "--outdir",
        output,
        input,
      ],
      { timeout: 120_000 },
    );
    return readFileSync(join(output, basename(input).replace(/\.\w+$/, `.${to}`)));
  }

  /** Opens a file, types into one cell and saves it in the same format. */
  async edit(content: Uint8Array, format: "xlsx" | "csv", { cell, text }: Edit): Promise<Buffer> {
    this.#files += 1;
    const source = join(this.#directory, `${this.#files}.${format}`);
    const target = join(this.#directory, `edited${this.#files}.${format}`);
    writeFileSync(source, content);
    const csv = [
      "Text - txt - csv (StarCalc)",
      `44,34,76,1,,${LANGUAGES[this.#locale]},false,false`,
    ] as const;
    const [filter, options] = format === "csv" ? csv : ["Calc MS Excel 2007 XML", ""];
    const profile = join(this.#directory, "profile");
    const start = ["--headless", "--norestore", `-env:UserInstallation=file://${profile}`];
    await run("soffice", [...start, "--terminate_after_init"], { timeout: 120_000 });
    writeMacro(profile);
    const words = [source, target, filter, options, filter, options, cell, text];
    const macro = `macro:///Standard.Module1.Edit(${words.map((word) => `"${word}"`).join(",")})`;
    await run("soffice", [...start, macro], { timeout: 120_000 });
    return readFileSync(target);
  }

  close(): void {
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
