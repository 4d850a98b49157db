import type { DemoStage } from "./demo-stage.ts";

/** What a first start plays. */
export interface Story {
  /** Name of the file in the state directory that says it was played. */
  readonly mark: string;
  /** Plays it for a person who looks on. @throws DemoFailure when something did not happen */
  play(stage: DemoStage): Promise<void>;
  /** Plays it alone, and says what came of it, read back from where it is. @throws DemoFailure when something did not happen */
  playUnattended(stage: DemoStage): Promise<void>;
}
