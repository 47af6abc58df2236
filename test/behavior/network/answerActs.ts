/** Shared set-up of the tests readAnswers, writeAnswers, memory.process. */
import { gzipSync } from "node:zlib";
import { answer, type Responder } from "../../api/scriptedServer.ts";

export const empty: Responder = answer(200, "");
export const notUtf8: Responder = answer(200, new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]));
export const otherDeal: Responder = answer(200, { id: "another", deal_name: "Renamed", archived: false });
export const errorBody: Responder = answer(200, { message: "Something broke", error: true });
export const bomb: Responder = answer(200, gzipSync(Buffer.alloc(128 * 1024 * 1024, " ")), {
  "content-encoding": "gzip",
});
