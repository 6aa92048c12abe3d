export { contract } from './contract.ts'
export type { Credentials, SecurityHandler } from './credentials.ts'
export { ContractError } from './errors.ts'
export type {
  AnyOperations,
  OperationReply,
  OperationRequest,
  OperationView,
} from './operation-view.ts'
export { SpecBlueprint, type SpecBlueprintOptions } from './spec-blueprint.ts'
