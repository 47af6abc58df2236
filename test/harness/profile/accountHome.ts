/**
 * In the workers the account has the profile of guard.ts too: a command without HOME asks the system for the directory
 * of the account, and would find the one of the person who runs the tests.
 */
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import { ACCOUNT_HOME } from "./guard.ts";

const { userInfo } = os;
const home = process.env[ACCOUNT_HOME];
if (home !== undefined && userInfo.name !== "userInfoOfTests") {
  const userInfoOfTests = () => ({ ...userInfo(), homedir: home });
  os.userInfo = userInfoOfTests as typeof os.userInfo;
  syncBuiltinESMExports();
}
