import { group } from "../../cli/command.ts";
import { serve } from "./serve.ts";

export const sandbox = group("sandbox", "Sandbox", [serve]);
