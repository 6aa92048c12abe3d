export { ContractError } from './errors.ts'
