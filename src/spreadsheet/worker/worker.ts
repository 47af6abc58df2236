/** The thread's side: answers requests one at a time. */
import { parentPort } from "node:worker_threads";
import type { SheetRow } from "../cell.ts";
import type { Request, Response } from "../protocol.ts";
import { problemOf, SpreadsheetError } from "../spreadsheetError.ts";
import { parseSheet } from "./parseSheet.ts";
import { SheetWriter } from "./sheetWriter.ts";

const ROWS_AT_ONCE = 1000;

let rows: readonly SheetRow[] = [];
let sent = 0;
let writer: SheetWriter | undefined;

async function respond(request: Request): Promise<Response> {
  switch (request.type) {
    case "open": {
      const parsed = await parseSheet(request);
      rows = parsed.rows;
      return { type: "opened", info: parsed.info };
    }
    case "rows": {
      const some = rows.slice(sent, sent + ROWS_AT_ONCE);
      sent += some.length;
      return { type: "rows", rows: some };
    }
    case "create":
      writer = new SheetWriter(request.spec, request.styledCells);
      return { type: "created" };
    case "add":
      return { type: "bytes", bytes: await opened().add(request.rows) };
    case "finish":
      return { type: "finished", ...(await opened().finish()) };
  }
}

function opened(): SheetWriter {
  if (writer === undefined) throw new Error("no workbook was created");
  return writer;
}

async function answer(request: Request): Promise<Response> {
  try {
    return await respond(request);
  } catch (error) {
    if (error instanceof SpreadsheetError) return { type: "problem", problem: problemOf(error) };
    const { message, stack } = error as Error;
    return { type: "bug", message, stack };
  }
}

const port = parentPort;
port?.on("message", async (request: Request) => port.postMessage(await answer(request)));
