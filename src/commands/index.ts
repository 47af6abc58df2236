/** The tree of commands, on one screen. */
import { group } from "../cli/command.ts";
import { auth } from "./auth/index.ts";
import { commands } from "./commands.ts";
import { completion } from "./completion.ts";
import { deals } from "./deals/index.ts";
import { doctor } from "./doctor/doctor.ts";
import { help } from "./help.ts";
import { manual } from "./manual.ts";
import { profile } from "./profile/index.ts";
import { runs } from "./runs/index.ts";
import { sandbox } from "./sandbox/index.ts";

export const tree = group("", "Update deals in the Routera CRM", [
  deals,
  runs,
  auth,
  profile,
  sandbox,
  doctor,
  completion,
  commands,
  manual,
  help,
]);
