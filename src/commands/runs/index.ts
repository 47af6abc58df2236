import { group } from "../../cli/command.ts";
import { list } from "./list.ts";
import { prune } from "./prune.ts";
import { resume } from "./resume.ts";
import { show } from "./show.ts";
import { undo } from "./undo.ts";

export const runs = group("runs", "Runs of apply and undo", [list, show, resume, undo, prune]);
