import { findOnPath } from "../process/find-on-path.ts";
import { askTemporalVersion, isAtLeast, OLDEST_SERVER } from "./temporal-version.ts";
import type { Way } from "./way.ts";

/** The server that `TEMPORAL_ADDRESS` names. Nothing is started, and whether it answers shows at the first call. */
export const givenAddress: Way = {
  name: "TEMPORAL_ADDRESS",
  async find({ env }) {
    const address = env["TEMPORAL_ADDRESS"];
    if (!address) return { answer: "passed over", why: "not set", isUsual: true };
    return { answer: "found", server: { kind: "address", address } };
  },
};

/** The binary that `TEMPORAL_CLI_PATH` names, whatever its version. One that does not run is a mistake, not passed over. */
export const givenBinary: Way = {
  name: "TEMPORAL_CLI_PATH",
  async find({ env }) {
    const path = env["TEMPORAL_CLI_PATH"];
    if (!path) return { answer: "passed over", why: "not set", isUsual: true };
    const asked = await askTemporalVersion(path);
    if ("problem" in asked) return { answer: "wrong", why: `${asked.problem}; correct it or unset it` };
    return { answer: "found", server: { kind: "binary", path, version: asked.version.cli } };
  },
};

/** The first `temporal` on the path, when its server is new enough. */
export const binaryOnPath: Way = {
  name: "temporal on the PATH",
  async find({ env }) {
    const path = await findOnPath("temporal", env);
    if (path === undefined) return { answer: "passed over", why: "there is none", isUsual: true };
    const asked = await askTemporalVersion(path);
    if ("problem" in asked) return { answer: "passed over", why: asked.problem };
    const { cli, server } = asked.version;
    if (isAtLeast(server, OLDEST_SERVER)) return { answer: "found", server: { kind: "binary", path, version: cli } };
    return { answer: "passed over", why: `"${path}" has server ${server}, older than ${OLDEST_SERVER}` };
  },
};
