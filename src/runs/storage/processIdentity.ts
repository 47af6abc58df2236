/** Which process is which: enough to prove that one is gone. Linux reports most; elsewhere only whether a process id is in use. */
import { createHash } from "node:crypto";
import { readSystemFile, readSystemLink } from "../../files/systemFiles.ts";
import type { Host } from "../../host.ts";

/** A process, once and for all: a process id alone comes back. */
export type ProcessIdentity = {
  readonly pid: number;
  readonly host: string;
  /** Distinguishes machines of one name; a digest. */
  readonly machine?: string | undefined;
  /** Changes with each start of the machine. */
  readonly boot?: string | undefined;
  /** The name space that the process id counts in: containers have their own. */
  readonly namespace?: string | undefined;
  /** When the process started, in ticks since the machine did. */
  readonly start?: string | undefined;
};

/** This process, and what it can see of others. */
export type Machine = {
  readonly self: ProcessIdentity;
  isAlive(pid: number): boolean;
  /** Start of a running process, as in Identity; `ended` for one that only waits to be buried; undefined when it cannot be seen. */
  startOf(pid: number): Promise<string | "ended" | undefined>;
};

export async function machineOf(host: Pick<Host, "hostname" | "pid" | "processes">): Promise<Machine> {
  const { pid } = host;
  const [machine, boot, namespace, start] = await Promise.all([
    readSystemFile("/etc/machine-id"),
    readSystemFile("/proc/sys/kernel/random/boot_id"),
    readSystemLink("/proc/self/ns/pid"),
    startOf(pid),
  ]);
  return {
    self: {
      pid,
      host: host.hostname(),
      machine: machine && createHash("sha256").update(machine).digest("hex").slice(0, 16),
      boot,
      namespace,
      start,
    },
    isAlive: (other) => host.processes.isAlive(other),
    startOf,
  };
}

/** True only when the process cannot be running any more. Not knowing is false. */
export async function isGone(other: ProcessIdentity, machine: Machine): Promise<boolean> {
  const { self } = machine;
  // No two machines ever have the same boot: this one, whatever its name is by now.
  const isThisBoot = other.boot !== undefined && other.boot === self.boot;
  if (!isThisBoot) {
    // Copies of a virtual machine share an ID, and unlike machines may share a name: both must be the same.
    if (other.host !== self.host || other.machine !== self.machine) return false;
    if (other.boot !== undefined && self.boot !== undefined) return true;
  }
  // In another name space the same number is another process.
  if (other.namespace !== self.namespace) return false;
  if (!machine.isAlive(other.pid)) return true;
  if (other.start === undefined) return false;
  const start = await machine.startOf(other.pid);
  return start !== undefined && start !== other.start;
}

/** True only when the process that wrote the identity is proved to run: it is a process of this program. */
export async function isProved(other: ProcessIdentity, machine: Machine): Promise<boolean> {
  const { self } = machine;
  if (other.boot === undefined || other.boot !== self.boot || other.namespace !== self.namespace)
    return false;
  return other.start !== undefined && other.start === (await machine.startOf(other.pid));
}

async function startOf(pid: number): Promise<string | "ended" | undefined> {
  const stat = await readSystemFile(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the program's name in brackets, which may hold anything; the third is the state.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state = ""] = fields;
  return "ZX".includes(state) ? "ended" : fields[19];
}
