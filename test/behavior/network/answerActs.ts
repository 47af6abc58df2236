/** Shared set-up of the tests readAnswers, writeAnswers, memory.process. */
import { gzipSync } from "node:zlib";
import { type Act, answer } from "../../api/scriptedServer.ts";

export const empty: Act = answer(200, "");
export const notUtf8: Act = answer(200, new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]));
export const otherDeal: Act = answer(200, { id: "another", deal_name: "Renamed", archived: false });
export const errorBody: Act = answer(200, { message: "Something broke", error: true });
export const bomb: Act = answer(200, gzipSync(Buffer.alloc(128 * 1024 * 1024, " ")), {
  "content-encoding": "gzip",
});
