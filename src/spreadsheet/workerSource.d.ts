/** The worker as one bundled script; the build and the tests make it from the file before the question mark. */
declare module "*?worker-source" {
  const source: string;
  export default source;
}
