/** `--failures FILE`: rows that did not go well, with the reason, ready to be fed again. There whole or not at all. */
import { randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { Failure } from "../../failure.ts";
import { systemReason } from "../journal/journalFailure.ts";
import { giveName, refuseExisting } from "../plan/writeWhole.ts";
import type { FailureLines } from "./failureLines.ts";
import type { RowReport } from "./rowReport.ts";
import type { WantedChange } from "./wantedChange.ts";

export type FailuresFile = {
  /** @throws Failure `failures_failed` */
  add(wanted: WantedChange, report: RowReport): Promise<void>;
  /** Gives the file its name, whole, also when it holds no row. @throws Failure `failures_failed` */
  close(): Promise<void>;
};

/** A file that can be written, before it is known what will stand in it. */
export type FailuresPlace = {
  readonly path: string;
  /** To be called once. */
  fill(lines: FailureLines): FailuresFile;
  /** Leaves nothing behind, unless the file has its name already. */
  discard(): Promise<void>;
};

/** What is collected before it is written, in characters. */
const PIECE = 64 * 1024;

/**
 * Opens a temporary file (0600) beside `path`: that it can't be written must not come out when all is done.
 * @param options.overwrite true: a file that is there is replaced
 * @throws Failure `file_exists` of kind usage, `failures_failed`
 */
export async function reserveFailures(
  path: string,
  options: { readonly overwrite: boolean },
): Promise<FailuresPlace> {
  const { overwrite } = options;
  await refuseExisting(path, overwrite);
  const temporary = `${path}.${randomBytes(8).toString("hex")}.tmp`;
  const file = await open(temporary, "wx", 0o600).catch((error: unknown) => {
    throw failed(path, error, "nothing was sent; mend that, or name another file");
  });
  let named = false;
  const discard = async (): Promise<void> => {
    if (named) return;
    await file.close().catch(() => {});
    await rm(temporary, { force: true }).catch(() => {});
  };
  const attempt = async <T>(step: () => Promise<T>): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      await discard();
      throw error instanceof Failure ? error : failed(path, error, AGAIN);
    }
  };
  const fill = ({ header, line }: FailureLines): FailuresFile => {
    let waiting = header;
    let writing: Promise<void> = Promise.resolve();
    const flush = (): Promise<void> => {
      writing = writing.then(async () => {
        const text = waiting;
        waiting = "";
        if (text !== "") await attempt(() => file.writeFile(text));
      });
      return writing;
    };
    return {
      add: async (wanted, report) => {
        waiting += line(wanted, report);
        if (waiting.length >= PIECE) await flush();
      },
      close: async () => {
        await flush();
        await attempt(() => file.sync());
        await attempt(() => file.close());
        await attempt(() => giveName(temporary, path, overwrite));
        named = true;
      },
    };
  };
  return { path, fill, discard };
}

/** The journal holds all of them, but shows only the first ones. */
const AGAIN =
  "the journal holds these rows: routera runs resume --retry failed --failures OTHER-FILE tries them once more and writes those that fail again";

function failed(path: string, error: unknown, hint: string): Failure {
  return new Failure("local_io", `cannot write the failed rows to ${path}: ${systemReason(error)}`, {
    code: "failures_failed",
    hint,
  });
}
