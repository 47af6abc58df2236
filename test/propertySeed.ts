import fc from "fast-check";

/**
 * One seed for all properties, so that a run of the suite is decided by the sources alone. `ROUTERA_PROPERTY_SEED` takes
 * another number, or `random`: `npm run quality` looks for cases that nothing has tried yet.
 */
const chosen = process.env.ROUTERA_PROPERTY_SEED ?? "20261129";
if (chosen !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(chosen) });
