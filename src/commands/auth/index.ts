import { group } from "../../cli/command.ts";
import { login } from "./login.ts";
import { logout } from "./logout.ts";
import { status } from "./status.ts";

export const auth = group("auth", "Signing in", [login, logout, status]);
