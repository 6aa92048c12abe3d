import { SpecBlueprint } from '@flakon/openapi'
import { abort } from 'flakon'
import type { Operations } from '../api.ts'
import { type Caller, db } from '../db.ts'

/** The operations of openapi.yaml: what they take, answer and require is written there. */
export const api = new SpecBlueprint<Operations, Caller>('api', {
  spec: new URL('../../openapi.yaml', import.meta.url),
})

api.security('bearerAuth', (request, { token }) => db.of(request).callerOf(token))

api.operation('getUsers', (request) => {
  const { after, limit } = request.query
  const rest = [...db.of(request).users.values()].filter(({ id }) => id > after)
  const users = rest.slice(0, limit)
  const last = users.at(-1)
  return { users, ...(last === undefined || rest.length <= limit ? {} : { next: last.id }) }
})

api.operation('getUser', (request) => {
  const { runner_id: id } = request.params
  return db.of(request).users.get(id) ?? abort(404, `No user ${id}`)
})

api.operation('addRuns', (request, reply) => {
  const { users, runs } = db.of(request)
  const stranger = request.body.find(({ runner_id: id }) => !users.has(id))
  if (stranger !== undefined)
    throw abort(409, `No user ${stranger.runner_id}, so nothing was added`)
  runs.push(...request.body)
  request.log.info({ by: api.principal(request).name }, 'runs added')
  return reply.code(201).header('x-total-count', runs.length).send({ added: request.body.length })
})

api.operation('getRuns', (request) => {
  const { runner_id: id, year, month } = request.params
  const { kinds } = request.query
  if (!db.of(request).users.has(id)) abort(404, `No user ${id}`)
  const runs = db.of(request).runsOf(id, year, month)
  return runs.filter(({ kind }) => kinds === undefined || (kind && kinds.includes(kind)))
})

api.operation('getHealth', () => 'ok')
