/** The tree of commands, on one screen. */
import { group } from "../cli/command.ts";
import { auth } from "./auth/index.ts";
import { deals } from "./deals/index.ts";
import { doctor } from "./doctor/doctor.ts";
import { help } from "./help.ts";
import { profile } from "./profile/index.ts";
import { sandbox } from "./sandbox/index.ts";

export const tree = group("", "Update deals in the Routera CRM", [deals, auth, profile, sandbox, doctor, help]);
