import { group } from "../../cli/command.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { set } from "./set.ts";
import { show } from "./show.ts";
import { use } from "./use.ts";

export const profile = group("profile", "Profiles", [list, show, set, use, remove]);
