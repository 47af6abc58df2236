/** Which names mean this machine. */

/**
 * True when a Host header names the loopback interface. A page from elsewhere that has its own name pointed at
 * 127.0.0.1 (DNS rebinding) sends that name, and is not let in.
 */
export function isLoopbackHost(header: string | undefined): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(header ?? "");
}
