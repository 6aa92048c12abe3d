// What tools need that read documents and serve nothing: `@flakon/openapi/document`, which loads neither `flakon` nor
// `fastify`, so that it starts fast and is small to install.
export { formatFaults } from './check.ts'
export { mountFaults } from './cli/lint.ts'
export {
  type Answer,
  type DocumentFault,
  isNode,
  type LoadedDocument,
  type MediaType,
  type Node,
  type OpenApi,
  type Operation,
  type Parameter,
  type RequestBody,
  type Schema,
  type SchemaObject,
} from './document.ts'
export { fetchText } from './document-text.ts'
export { ContractError } from './errors.ts'
export { type LoadOptions, loadDocument } from './load.ts'
export { generateTypes, type TypesOptions } from './typescript/generator.ts'
