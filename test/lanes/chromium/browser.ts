/** Debian's Chromium, started by a test and closed at its end. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";
import { FLAGS, PROGRAM } from "./program.mjs";

/** Skipped by name where Chromium is not installed; a failure where all lanes are required. */
export function describeInChromium(name: string, tests: () => void): void {
  const isHere = existsSync(PROGRAM);
  if (isHere || process.env.ROUTERA_LANES === "required") describe(name, tests);
  else describe.skip(`${name} (skipped: ${PROGRAM} is not installed)`, tests);
}

export type Opened = {
  readonly page: Page;
  /** Addresses that the page asked for, without the documents themselves. */
  readonly requests: readonly string[];
  /** Errors of scripts and of the console, the content security policy's among them. */
  readonly errors: readonly string[];
};

/** Opens documents from files, each in a context of its own. */
export class ReportBrowser {
  #browser: Browser | undefined;
  readonly #dir = mkdtempSync(join(tmpdir(), "routera-report-"));
  #files = 0;

  constructor() {
    beforeAll(async () => {
      this.#browser = await chromium.launch({ executablePath: PROGRAM, args: FLAGS });
    }, 60_000);
    afterAll(async () => {
      await this.#browser?.close();
      rmSync(this.#dir, { recursive: true, force: true });
    });
  }

  async open(html: string, options: BrowserContextOptions = {}): Promise<Opened> {
    if (this.#browser === undefined) throw new Error("Chromium is not started");
    const context = await this.#browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
    const page = await context.newPage();
    const requests: string[] = [];
    const errors: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(pathToFileURL(this.#dir).href)) requests.push(request.url());
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("dialog", (dialog) => {
      errors.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    const opened = { page, requests, errors };
    await this.show(opened, html);
    return opened;
  }

  /** Another document in the same page. */
  async show({ page }: Opened, html: string): Promise<void> {
    const file = join(this.#dir, `report${++this.#files}.html`);
    writeFileSync(file, html);
    await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
  }
}
