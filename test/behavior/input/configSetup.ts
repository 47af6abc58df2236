/** Shared set-up of the tests config, config.process, missingToken. */
import { DEAL } from "../../harness/dealServer.ts";

export const READ = ["deals", "get", DEAL, "--select", "deal_name"];
export const GOOD = "exit 0\n--- stdout\ndeal_name:  Starter plan";
