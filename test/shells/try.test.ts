import { it } from "vitest";
import * as shells from "./shells.ts";
import { completionHome, seenBefore, typeInto } from "./typing.ts";
it("try", async () => {
  const home = completionHome();
  await seenBefore(home, new Map([["deal_stage", ["Closed Won", "$(touch pwned)", "it's"]], ["amount", []]]));
  for (const [name, shell] of Object.entries(shells)) {
    for (const keys of ["routera dea\tup\t", "routera deals update x --field deal_st\tCl\t", "routera deals update x --field \"deal_st\tCl\t", "routera deals update x --field deal_stage='Cl\t", "routera deals update x --field deal_stage=$\t","routera deals update x --field deal_stage=i\t", "routera deals update x --field \"deal_stage=$\t","routera --format=nd\tdeals list"]) {
      const { argv, shown } = await typeInto(shell, home, keys);
      console.log(name, JSON.stringify(keys), JSON.stringify(argv), argv.length ? "" : shown);
    }
  }
  console.log(home.files().map(f=>f.path).filter(p=>p.includes("pwned")));
  home.remove();
}, 120000);
