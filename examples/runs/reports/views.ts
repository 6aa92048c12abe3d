import { abort, JsonBlueprint, problemSchema } from 'flakon'
import { runs } from './runs.ts'

export const reports = new JsonBlueprint('reports', { prefix: '/reports' })

const schema = {
  params: {
    type: 'object',
    required: ['runner_id', 'year', 'month'],
    properties: {
      runner_id: { type: 'integer', minimum: 1 },
      year: { type: 'integer', minimum: 1900, maximum: 2100 },
      month: { type: 'integer', minimum: 1, maximum: 12 },
    },
  },
  response: {
    200: {
      type: 'object',
      required: ['runner', 'runs', 'distance', 'duration'],
      properties: {
        runner: { type: 'string' },
        runs: { type: 'integer' },
        distance: { type: 'number', description: 'In metres' },
        duration: { type: 'integer', description: 'In seconds' },
      },
    },
    404: problemSchema,
  },
} as const

/** The month of a runner. Where the runs service fails, this is a 502, 503 or 504: nothing here has to say so. */
reports.get('/:runner_id/:year/:month', { schema }, async (request) => {
  const { runner_id, year, month } = request.params
  const api = runs.of(request)
  const [user, found] = await Promise.all([
    api.getUser({ runner_id }),
    api.getRuns({ runner_id, year, month }),
  ])
  if (user.status === 404 || found.status === 404) throw abort(404, `No runner ${runner_id}`)
  return {
    runner: user.body.name,
    runs: found.body.length,
    distance: found.body.reduce((sum, run) => sum + run.distance, 0),
    duration: found.body.reduce((sum, run) => sum + run.duration, 0),
  }
})
