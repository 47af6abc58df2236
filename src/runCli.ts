/** One command from words to exit code: parse, run, draw, write. */
import type { Action, CommandResult } from "./cli/command.ts";
import { type Context, openContext } from "./cli/context.ts";
import { parseSelect, type TellingFlags, tellingFlags, typedFormat } from "./cli/globals.ts";
import type { CommandWording, TargetFlags } from "./cli/hints.ts";
import { type ParsedCommandLine, parse } from "./cli/parse.ts";
import { report } from "./cli/report.ts";
import type { Command } from "./cli/tree.ts";
import { stdoutFailure, writeHelp } from "./cli/writeOut.ts";
import { tree } from "./commands/index.ts";
import type { Format } from "./config/formats.ts";
import { asFailure, type Failure } from "./failure.ts";
import { option, words } from "./hint.ts";
import type { Host } from "./host.ts";
import { listenForStop } from "./stopSignals.ts";
import { stoppableOutput } from "./terminal/stoppableOutput.ts";

/** @returns the exit code; never throws */
export async function runCli(host: Host, version: string): Promise<number> {
  let telling: TellingFlags | undefined;
  try {
    if (host.argv.some((word) => word.includes("\ufffd"))) {
      const { refuseBrokenWords } = await import("./cli/arguments/text.ts");
      refuseBrokenWords();
    }
    const asked = parse(tree, host.argv, version);
    if (asked.kind === "text") return await writeHelp(host, asked.text);
    if (asked.kind === "refused") {
      telling = asked.globals;
      throw asked.failure;
    }
    return await run(host, version, asked);
  } catch (error) {
    const { NO_TARGET_FLAGS } = await import("./cli/hints.ts");
    const { color, json, verbose } = telling ?? tellingFlags(host.argv);
    const asksJson = json || /^(nd)?json$/.test(host.env.ROUTERA_FORMAT ?? "");
    const wording = await wordingFor(host, NO_TARGET_FLAGS);
    return report(host, asFailure(error), asksJson ? "json" : "table", { wording, verbose, color });
  }
}

type Call = Extract<ParsedCommandLine, { kind: "call" }>;

async function run(host: Host, version: string, { command, globals, input, path }: Call): Promise<number> {
  host.onCommand?.(path);
  const { execute } = (await command.action()) as Action<unknown>;
  const stopping = listenForStop(host, (exitCode) => host.leave(exitCode));
  const stoppable = {
    ...host,
    stdout: stoppableOutput(host.stdout, stopping, host.clock),
    stderr: stoppableOutput(host.stderr, stopping, host.clock),
  };
  const agentServer = async () => (await import("./mcp/serve.ts")).serveAgents;
  const context = openContext(stoppable, { version, tree, globals, agentServer }, stopping, (target) =>
    wordingFor(host, target),
  );
  const warned: Promise<void>[] = [];
  const release = host.onNodeWarning?.((message) => {
    warned.push(context.warn(message, "node_warning").catch(() => {}));
  });
  try {
    const result = await execute(context, input);
    await print(context, await formatFor(context, command), result);
    await result.after();
    return stopping.soft.aborted ? (stopping.soft.reason as Failure).exitCode : result.exitCode();
  } catch (error) {
    return await report(stoppable, asFailure(error), await context.format(), {
      wording: await context.wording(),
      verbose: globals.verbose,
      color: globals.color,
    });
  } finally {
    await context.close();
    await Promise.all(warned);
    release?.();
    stopping.release();
  }
}

async function wordingFor(host: Host, target: TargetFlags): Promise<CommandWording> {
  const { wordingOf } = await import("./commands/wording.ts");
  return wordingOf(host, target);
}

async function print(context: Context, format: Format, result: CommandResult): Promise<void> {
  const { value, view } = result;
  if (view === undefined) return;
  const { renderResult } = await import("./views/render.ts");
  const { host, globals } = context;
  let leftOut: readonly string[] = [];
  const page = {
    width: host.stdout.columns,
    style: await context.style(host.stdout),
    onLeftOut: (titles: readonly string[]) => {
      leftOut = titles;
    },
  };
  let lost: unknown;
  const write = async (piece: string) => {
    try {
      await host.stdout.write(piece);
    } catch (error) {
      lost = error;
      throw error;
    }
  };
  try {
    const text = renderResult(view, value, {
      format,
      select: parseSelect(globals.select),
      page,
      env: host.env,
    });
    if (typeof text === "string") await write(text);
    else for await (const piece of text) await write(piece);
    if (leftOut.length > 0) {
      const columns = `${leftOut.length === 1 ? "column" : "columns"} not shown`;
      await context.note(
        words`${columns}: ${leftOut.join(", ")}; widen the terminal or add ${option("json")}`,
      );
    }
  } catch (error) {
    // What goes wrong while the pieces are made is not a failure of stdout.
    if (lost === undefined) throw drawingFailed(error, result);
    const failure = stdoutFailure(lost);
    // Only now: what makes the pieces has come to its end as well.
    const outcome = result.outcome();
    throw outcome === "applied"
      ? failure.with({ outcome, hint: "the change was applied" })
      : failure.with({ outcome });
  }
}

/** A result that cannot be drawn does not undo what was done. */
function drawingFailed(error: unknown, result: CommandResult): Failure {
  const failure = asFailure(error);
  const isApplied = failure.kind === "bug" && result.outcome() === "applied";
  return isApplied ? failure.with({ outcome: "applied", hint: "the change was applied" }) : failure;
}

async function formatFor(context: Context, { formatFrom }: Command): Promise<Format> {
  if (formatFrom === "flags") return typedFormat(context.globals) ?? "table";
  return formatFrom === "environment" ? context.format() : (await context.settings()).format.value;
}
