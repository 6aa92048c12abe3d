export { createClient } from './client.ts'
export type {
  Answer,
  AnswerOf,
  CallOptions,
  Client,
  InputOf,
  OperationDetails,
  OperationRow,
  OperationTable,
} from './operation.ts'
export type {
  BreakerOptions,
  CallContext,
  ClientOptions,
  HeadersSource,
  Interceptor,
  Policy,
} from './options.ts'
export { type Problem, type ProblemCode, ProblemError } from './problem.ts'
