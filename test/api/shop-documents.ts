/** The documents of a small shop, each as YAML; a change replaces one text by another. */
export const SHOP = {
  project: `apiVersion: holdfast.dev/v1
kind: Project
metadata: { name: shop }
spec: {}
`,
  blueprint: `apiVersion: holdfast.dev/v1
kind: Blueprint
metadata: { project: shop, name: shop, version: 1.0.0 }
spec:
  parameters:
    size: { type: integer, default: 1, minimum: 1, maximum: 9 }
  components:
    database:
      kind: simulated
      config: { type: database, seconds: 10, properties: { size: "\${parameters.size}" } }
    api:
      kind: simulated
      config: { type: api, seconds: 5, properties: { database: "\${components.database.outputs.url}", key: "\${secrets.key}" } }
    web:
      kind: simulated
      after: [api]
      config: { type: web, seconds: 5 }
`,
  release: `apiVersion: holdfast.dev/v1
kind: Release
metadata: { project: shop, version: 1.0.0 }
spec: { blueprint: shop@1.0.0 }
`,
  environment: `apiVersion: holdfast.dev/v1
kind: Environment
metadata: { project: shop, name: dev }
spec: { class: dev, cell: local, release: 1.0.0, parameters: { size: 2 } }
`,
};

/** One file of these documents. */
export const fileOf = (...documents: readonly string[]): string => documents.join("---\n");
/** Every document of the shop. */
export const WHOLE_SHOP = fileOf(SHOP.project, SHOP.blueprint, SHOP.release, SHOP.environment);
