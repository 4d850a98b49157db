import type { Postgres } from "../connect-postgres.ts";
import type { StoreOfDrift } from "../drift-port.ts";
import { answerFinding } from "./answer-finding.ts";
import { endSweep } from "./end-sweep.ts";
import { reactionGround } from "./finding-ground.ts";
import { judgeFindings } from "./judge-findings.ts";
import { getFinding, listFindings } from "./read-findings.ts";
import { pendingSweeps, requestSweep } from "./request-sweep.ts";
import { runningSweeps } from "./running-sweeps.ts";
import { beginSweep, getSweep, listSweeps, sweepPlaces } from "./sweeps.ts";
import { sweptPlaces } from "./swept-places.ts";

/** What the truth holds of sweeps and findings, in PostgreSQL. */
export function postgresDrift(postgres: Postgres): StoreOfDrift {
  return {
    sweepPlaces: async () => await sweepPlaces(postgres),
    sweptPlaces: async () => await sweptPlaces(postgres),
    beginSweep: async (sweepId, place) => await beginSweep(postgres, sweepId, place),
    endSweep: async (sweepId, end, judge) => await endSweep(postgres, sweepId, { end, judge }),
    judgeFindings: async (judge, limit) => await judgeFindings(postgres, judge, limit),
    listFindings: async (query) => await listFindings(postgres, query),
    getFinding: async (id) => await getFinding(postgres, id),
    reactionGround: async (project, environment, component) =>
      await reactionGround(postgres, { project, environment, component }),
    listSweeps: async (query) => await listSweeps(postgres, query),
    getSweep: async (id, visible) => await getSweep(postgres, id, visible),
    answerFinding: async (request, answer) => await answerFinding(postgres, request, answer),
    requestSweep: async (request, environments) => await requestSweep(postgres, request, environments),
    pendingSweeps: async () => await pendingSweeps(postgres),
    runningSweeps: async () => await runningSweeps(postgres),
  };
}
