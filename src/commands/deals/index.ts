import { group } from "../../cli/command.ts";
import { apply } from "./apply.ts";
import { exportDeals } from "./export.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { plan } from "./plan.ts";
import { update } from "./update.ts";

export const deals = group("deals", "Deals", [update, get, list, exportDeals, plan, apply]);
