/** A port of loopback where no connection is ever made: its queue is full, and no one takes anything out of it. */
import { spawn } from "node:child_process";
import { connect, type Socket } from "node:net";

export type FullBacklog = { readonly url: string; readonly close: () => void };

/** A process that listens and then sleeps; the kernel alone answers, as long as there is room. */
const SLEEPER = `
  const server = require("node:net").createServer();
  server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () =>
    process.stdout.write(server.address().port + "\\n", () =>
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000)));
`;

/** @returns undefined where the system makes room for more anyway */
export async function fullBacklog(): Promise<FullBacklog | undefined> {
  const child = spawn(process.execPath, ["-e", SLEEPER], { stdio: ["ignore", "pipe", "ignore"] });
  const port = await new Promise<number>((resolve) =>
    child.stdout.once("data", (chunk) => resolve(Number(chunk))),
  );
  const sockets: Socket[] = [];
  const close = () => {
    for (const socket of sockets) socket.destroy();
    child.kill("SIGKILL");
  };
  for (let held = 0; held < 16; held++) {
    if (!(await isTaken(port, sockets))) return { url: `http://127.0.0.1:${port}`, close };
  }
  close();
  return undefined;
}

function isTaken(port: number, sockets: Socket[]): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), 300);
    socket.on("error", () => resolve(false));
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
