import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A resource of the simulated cloud, as its listings show it. */
export interface ListedResource {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, unknown>>;
}

/** Where the resources of a state are. */
export interface PlaceOfState {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
}

const PROVIDER = "bench.holdfast.example/bench/simcloud";
const TYPE = "simcloud_resource";
const SECONDS = 10;

/**
 * Writes what an apply of the resources leaves: their configuration, a block for each, and a state that has seen them as
 * they are. Names of blocks are `c0`, `c1` and so on, in the order given.
 */
export async function writeStateFolder(
  folder: string,
  {
    resources,
    place,
    version,
  }: {
    readonly resources: readonly ListedResource[];
    readonly place: PlaceOfState;
    /** Of OpenTofu. */
    readonly version: string;
  },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "main.tf.json"), JSON.stringify(configuration(resources, place), undefined, 1));
  await writeFile(join(folder, "terraform.tfstate"), JSON.stringify(state(resources, version), undefined, 1));
}

/** Writes the file that says where the provider lies, to be named by `TF_CLI_CONFIG_FILE`. */
export async function writeCliConfig(path: string, providerFolder: string): Promise<void> {
  const overrides = `dev_overrides {\n    ${JSON.stringify(PROVIDER)} = ${JSON.stringify(providerFolder)}\n  }`;
  await writeFile(path, `disable_checkpoint = true\nprovider_installation {\n  ${overrides}\n  direct {}\n}\n`);
}

function configuration(resources: readonly ListedResource[], place: PlaceOfState): object {
  const blocks = resources.map(({ id, type, properties }, index) => {
    const block = { id: asTemplate(id), type, properties: asTemplate(JSON.stringify(properties)), seconds: SECONDS };
    return [`c${index}`, block];
  });
  return {
    terraform: { required_providers: { simcloud: { source: PROVIDER } } },
    provider: { simcloud: place },
    resource: { [TYPE]: Object.fromEntries(blocks) },
  };
}

function state(resources: readonly ListedResource[], version: string): object {
  return {
    version: 4,
    terraform_version: version,
    serial: 1,
    lineage: "00000000-0000-8000-8000-000000000000",
    outputs: {},
    resources: resources.map(({ id, type, properties }, index) => ({
      mode: "managed",
      type: TYPE,
      name: `c${index}`,
      provider: `provider["${PROVIDER}"]`,
      instances: [
        {
          schema_version: 0,
          attributes: { id, type, properties: JSON.stringify(properties), seconds: SECONDS, state: "ready" },
          sensitive_attributes: [],
        },
      ],
    })),
  };
}

/** A text that means itself in a configuration, where `${` and `%{` begin a template. */
const asTemplate = (text: string) => text.replaceAll(/[$%]\{/g, (begin) => `${begin[0] ?? ""}${begin}`);
