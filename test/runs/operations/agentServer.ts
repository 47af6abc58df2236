/** The server for agents as a face of the engine: its plans are made with it, and named by their digest. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { fastClock } from "../../harness/fastClock.ts";
import { objectsIn } from "../../hostile/runFaultScenario.ts";
import { type Agent, type Called, openAgent, YES } from "../../mcp/agent.ts";
import {
  countsText,
  type Frontend,
  type Reported,
  type ReportedRow,
  rowsText,
  type Step,
  type World,
  withoutCommand,
} from "./frontends.ts";

const agents = new WeakMap<World, { readonly agent: Agent; readonly digest: string }>();

export const agentServer: Frontend = {
  name: "agent server",
  has: ({ do: name, ...options }) => name !== "resume" && Object.keys(options).length === 0,
  open: async (world) => {
    const { home, server } = world;
    const agent = await openAgent(home, ["--allow-apply"], {
      answer: YES,
      clock: fastClock(),
      env: server.env,
    });
    const digest = await planOf(agent, world, "rows.ndjson");
    // The same rows make the same plan, whoever asks.
    expect([digest, isReplaced(world, digest)]).toEqual([expect.stringMatching(/^sha256:/), false]);
    agents.set(world, { agent, digest });
  },
  close: async (world) => {
    const done = await agents.get(world)?.agent.leave();
    expect(done?.exit).toBe(0);
  },
  take: async (step, world) => {
    const open = agents.get(world);
    if (open === undefined) throw new Error("the agent was not opened");
    return reported(await called(step, open.agent, open.digest, world));
  },
};

async function called(step: Step, agent: Agent, digest: string, world: World): Promise<Called> {
  if (step.do === "apply") {
    return agent.call("apply_plan", {
      digest: isReplaced(world, digest) ? await planOf(agent, world, "again.ndjson") : digest,
    });
  }
  const run = step.run ?? "last";
  const preview = await agent.call("undo_run", { run });
  return preview.value.digest ? agent.call("undo_run", { run, digest: preview.value.digest }) : preview;
}

async function planOf(agent: Agent, { home }: World, file: string): Promise<string> {
  const rows = objectsIn(readFileSync(join(home.path, file), "utf8"));
  const { digest } = (await agent.call("plan_changes", { rows })).value;
  return digest ?? "";
}

/** The case has planned something else in the meantime. */
function isReplaced({ home }: World, digest: string): boolean {
  return !readFileSync(join(home.path, "plan.jsonl"), "utf8").includes(digest);
}

/** A preview of nothing holds the warnings alone. */
type RunValue = {
  readonly blocked?: number;
  readonly pending?: number;
  readonly complete?: boolean;
  readonly stopped?: string | null;
  readonly results?: readonly {
    readonly line: number | null;
    readonly id: string;
    readonly outcome: string;
    readonly code: string | null;
  }[];
  readonly exit_code?: number;
  readonly warnings: readonly { readonly message: string }[];
};

function reported({ error, value }: Called): Reported {
  if (error !== undefined) return { exit: error.exit_code, refused: error.code, warnings: [] };
  const {
    blocked = 0,
    complete = true,
    exit_code = 0,
    pending = 0,
    results = [],
    stopped,
    warnings,
  } = value as unknown as RunValue;
  const rows: readonly ReportedRow[] = results.map(({ code, id, line, outcome }) => ({
    id,
    outcome,
    code: code ?? undefined,
    line: line ?? undefined,
  }));
  return {
    exit: exit_code,
    counts: countsText(value),
    blocked,
    pending,
    complete,
    stopped: stopped ?? undefined,
    rows: rowsText(rows),
    warnings: warnings.map(({ message }) => withoutCommand(message)),
  };
}
