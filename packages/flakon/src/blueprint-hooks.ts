import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

type Done = (error?: Error | null, value?: unknown) => void
type RequestHook = (
  this: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  done: Done,
) => unknown
type PayloadHook = (
  this: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: Done,
) => unknown

/** Fastify's request hooks by name, each synchronous with `done` or asynchronous. */
export interface BlueprintHooks {
  onRequest: RequestHook
  preParsing: PayloadHook
  preValidation: RequestHook
  preHandler: RequestHook
  preSerialization: PayloadHook
  onSend: PayloadHook
  onResponse: RequestHook
  onTimeout: RequestHook
  onRequestAbort: (this: FastifyInstance, request: FastifyRequest, done: Done) => unknown
  onError: PayloadHook
}

/** Answers an error thrown in the blueprint's views; `undefined` leaves it to the app. */
export type BlueprintErrorHandler = (
  this: FastifyInstance,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
) => unknown
