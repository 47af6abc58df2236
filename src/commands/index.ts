/** The tree of commands, on one screen. */
import { group } from "../cli/tree.ts";
import { login } from "./auth/login.ts";
import { logout } from "./auth/logout.ts";
import { status } from "./auth/status.ts";
import { commands } from "./commands.ts";
import { completion } from "./completion.ts";
import { apply } from "./deals/apply.ts";
import { exportCommand } from "./deals/export.ts";
import { get } from "./deals/get.ts";
import { list as listDeals } from "./deals/list.ts";
import { plan } from "./deals/plan.ts";
import { update } from "./deals/update.ts";
import { doctor } from "./doctor/doctor.ts";
import { help } from "./help.ts";
import { manual } from "./manual.ts";
import { mcp } from "./mcp.ts";
import { show as showPlan } from "./plans/show.ts";
import { list as listProfiles } from "./profile/list.ts";
import { remove } from "./profile/remove.ts";
import { set } from "./profile/set.ts";
import { show as showProfile } from "./profile/show.ts";
import { trust } from "./profile/trust.ts";
import { use } from "./profile/use.ts";
import { list as listRuns } from "./runs/list.ts";
import { prune } from "./runs/prune.ts";
import { resume } from "./runs/resume.ts";
import { show as showRun } from "./runs/show.ts";
import { undo } from "./runs/undo.ts";
import { serve } from "./sandbox/serve.ts";

const deals = group("deals", "Deals", [update, get, listDeals, exportCommand, plan, apply]);

const plans = group("plans", "Plans", [showPlan]);

const runs = group("runs", "Runs", [listRuns, showRun, resume, undo, prune]);

const auth = group("auth", "Authentication", [login, logout, status]);

const profile = group("profile", "Profiles", [listProfiles, showProfile, set, use, remove, trust]);

const sandbox = group("sandbox", "Sandbox", [serve]);

export const tree = group("", "Update deals in the Routera CRM", [
  deals,
  plans,
  runs,
  auth,
  profile,
  sandbox,
  mcp,
  doctor,
  completion,
  commands,
  manual,
  help,
]);
