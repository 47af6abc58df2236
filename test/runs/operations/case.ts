/** One operation in steps, and what it reports when all goes well. */
import { answer } from "../../api/scriptedServer.ts";
import { unapplied } from "../../harness/dealServer.ts";
import type { HostileServerOptions } from "../../hostile/hostileServer.ts";
import type { Frontend, Reported, Step, World } from "./frontends.ts";

export type Case = {
  readonly name: string;
  /** What goes wrong; the plan of d1, d2, … renames each of them and is made before. */
  readonly options?: HostileServerOptions;
  /** How many deals the plan changes. Default 3. */
  readonly deals?: number;
  /** Faces that name no plan file. */
  readonly except?: readonly Frontend["name"][];
  readonly steps: readonly {
    /** What another user does first. */
    readonly first?: (world: World) => void | Promise<void>;
    readonly step: Step;
    /** By the name of the face where they are meant to differ. */
    readonly reported: Reported | Readonly<Partial<Record<Frontend["name"], Reported>>>;
  }[];
};

/** The write is refused, each time. */
export const REFUSED = unapplied(answer(400, { message: "not today", error: true }));

export const ALL_APPLIED: Reported = {
  exit: 0,
  counts: "3 applied",
  blocked: 0,
  pending: 0,
  complete: true,
  stopped: undefined,
  rows: ["1 d1 applied", "2 d2 applied", "3 d3 applied"],
  warnings: [],
};

export const UNDONE: Reported = { ...ALL_APPLIED, rows: ["- d1 applied", "- d2 applied", "- d3 applied"] };
