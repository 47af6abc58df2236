/** Something that happened on the wire. `ms` are milliseconds. */
export type WireEvent =
  | { readonly type: "request"; readonly method: string; readonly url: string }
  | {
      readonly type: "answer";
      readonly method: string;
      readonly url: string;
      readonly status: number;
      readonly ms: number;
      /** The server's own clock, in milliseconds since the epoch; undefined where it is unknown. */
      readonly serverDate?: number | undefined;
    }
  | {
      readonly type: "trouble";
      readonly method: string;
      readonly url: string;
      readonly reason: string;
      /** True when the request may have arrived. */
      readonly sent: boolean;
    }
  | {
      readonly type: "wait";
      readonly reason: string;
      readonly ms: number;
      /** True when the server asked for fewer requests (429). */
      readonly throttled: boolean;
    }
  | { readonly type: "read_back"; readonly id: string; readonly verdict: string };
