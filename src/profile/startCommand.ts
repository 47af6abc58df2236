/** Starts a command of the user, without a shell. */
import type { ChildProcessByStdio } from "node:child_process";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { TokenCommand } from "./tokenCommand.ts";

export type Started = {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Ends it, and what it started where that can be had. */
  readonly kill: (signal: NodeJS.Signals) => void;
};

/** @throws the system's error; one that takes a moment is an event of the child instead */
export async function startCommand({
  command,
  folder,
  env,
  processes,
}: Pick<TokenCommand, "command" | "folder" | "env" | "processes">): Promise<Started> {
  const { spawn } = await import("node:child_process");
  const [program = "", ...args] = command;
  const apart = await canBeApart();
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...env },
    shell: false,
    windowsHide: true,
    detached: apart,
    // stdin may be data for us, and a pipe that nobody fills would make some programs wait.
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = (signal: NodeJS.Signals) => {
    if (apart && child.pid !== undefined) processes.endGroup(child.pid, signal);
    else child.kill(signal);
  };
  return { child, kill };
}

/**
 * A group of its own ends as a whole, with what a script left in the background. But it has no terminal, and a program that
 * asks for a password there needs ours: so only where there is none to ask on.
 */
async function canBeApart(): Promise<boolean> {
  try {
    const handle = await open("/dev/tty", "r+");
    await handle.close();
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENXIO";
  }
}
