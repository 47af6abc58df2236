/** `--failures FILE`: rows that did not go well, with the reason, ready to be applied again. There whole or not at all. */
import { Failure } from "../../failure.ts";
import { createTemporary, refuseExisting, type TemporaryFile } from "../../files/atomicWrite.ts";
import { systemReason } from "../../files/systemError.ts";
import { type Hint, placeholder } from "../../hint.ts";
import type { CellToWrite } from "../../rows/sheets/writeSheet.ts";
import type { RowReport } from "../engine/rowReport.ts";
import type { IntendedChange } from "./intendedChange.ts";
import type { FailureLines } from "./lines.ts";
import type { FailureSheet } from "./sheetLines.ts";

export type FailuresFile = {
  /** @throws Failure `failures_failed` */
  add(wanted: IntendedChange, report: RowReport): Promise<void>;
  /** Gives the file its name, whole, also when it holds no row. @throws Failure `failures_failed` */
  close(): Promise<void>;
};

/** A file that can be written, before it is known what will be in it. */
export type FailuresPlace = {
  /** Its path in messages. */
  readonly shown: string;
  /** To be called once. */
  fill(lines: FailureLines | FailureSheet): FailuresFile;
  /** Leaves nothing behind, unless the file has its name already. */
  discard(): Promise<void>;
};

/** What is collected before it is written, in characters. */
const PIECE = 64 * 1024;

/**
 * Tries whether a file can be made beside `path`: that it can't must not come out when all is done. The one that is filled
 * (0600) is made when there is something to be written: a call that is killed while it plans, asks, or goes well leaves none.
 * @param options.overwrite true: a file that is there is replaced
 * @param options.shown the path in messages, when not `path`
 * @throws Failure `file_exists` of kind usage, `failures_failed`
 */
export async function reserveFailures(
  path: string,
  options: { readonly overwrite: boolean; readonly shown?: string },
): Promise<FailuresPlace> {
  const { overwrite, shown = path } = options;
  await refuseExisting(path, overwrite, shown);
  const trial = await createTemporary(path).catch((error: unknown) => {
    throw failed(shown, error, "nothing was sent; fix the problem, or use another file");
  });
  await trial.discard();
  let made: TemporaryFile | undefined;
  const discard = async (): Promise<void> => {
    await made?.discard();
    made = undefined;
  };
  const attempt = async <T>(step: () => Promise<T>): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      await discard();
      throw error instanceof Failure ? error : failed(shown, error, AGAIN);
    }
  };
  const finish = async (file: TemporaryFile): Promise<void> => {
    await attempt(() => file.finish({ overwrite, shown }));
    made = undefined;
  };
  const fillSheet = ({ cells, bytes }: FailureSheet): FailuresFile => {
    const rows: (readonly CellToWrite[])[] = [];
    return {
      add: async (wanted, report) => {
        rows.push(cells(wanted, report));
      },
      close: async () => {
        made ??= await attempt(() => createTemporary(path));
        const file = made;
        await attempt(async () => {
          for await (const piece of bytes(rows)) await file.write(piece);
        });
        await finish(file);
      },
    };
  };
  const fillText = ({ header, line }: FailureLines): FailuresFile => {
    let waiting = header;
    let writing: Promise<unknown> = Promise.resolve();
    const flush = (): Promise<TemporaryFile> => {
      const written = writing.then(async () => {
        const text = waiting;
        waiting = "";
        made ??= await attempt(() => createTemporary(path));
        const file = made;
        if (text !== "") await attempt(() => file.write(text));
        return file;
      });
      writing = written;
      return written;
    };
    return {
      add: async (wanted, report) => {
        waiting += line(wanted, report);
        if (waiting.length >= PIECE) await flush();
      },
      close: async () => {
        await finish(await flush());
      },
    };
  };
  const fill = (lines: FailureLines | FailureSheet) =>
    "bytes" in lines ? fillSheet(lines) : fillText(lines);
  return { shown, fill, discard };
}

/** The journal holds all of them, but shows only the first ones. */
const AGAIN: Hint = {
  say: "the journal has these rows; to retry them and save the rows that fail again",
  run: {
    command: "runs resume",
    options: { retry: "failed", failures: placeholder("OTHER-FILE") },
  },
};

function failed(path: string, error: unknown, hint: Hint): Failure {
  return new Failure("local_io", `cannot write the failed rows to ${path}: ${systemReason(error)}`, {
    code: "failures_failed",
    hint,
  });
}
