import { type App, createApp } from 'flakon'
import { describe, expect, test } from 'vitest'
import type { LoadedDocument } from '../src/document.ts'
import { SpecBlueprint } from '../src/spec-blueprint.ts'
import { areThere, folder, realDocument } from './real-documents.ts'
import { type Sample, type SampleAnswer, type Samples, sampleDocument } from './sample.ts'
import { isJson, type SampleRequest } from './sample-request.ts'

/** Which operations are called under test: every one, or of the largest every tenth. In production it is every fifth. */
const documents = {
  'oai-api-with-examples.yaml': 1,
  'oai-callback-example.yaml': 1,
  'oai-link-example.yaml': 1,
  'oai-petstore-expanded.yaml': 1,
  'oai-petstore.yaml': 1,
  'oai-uspto.yaml': 1,
  'slack-v2.json': 1,
  'discord.json': 1,
  'box.json': 1,
  'digitalocean/DigitalOcean-public.v2.yaml': 10,
}

/** Under test every schema of a document is compiled when it is mounted. */
const patience = 120_000

type View = Parameters<SpecBlueprint['operation']>[1]

const view = ({ status, type, headers, value }: SampleAnswer) =>
  ((_request, reply) => {
    reply.code(status).headers(headers)
    if (type === undefined) return reply.send()
    if (isJson(type)) return value
    return reply.type(type).send(Buffer.from(String(value)))
  }) as View

function serve(spec: string, mode: string, loaded: LoadedDocument, { samples }: Samples): App {
  const answers = new Map(samples.map(({ id, answer }) => [id, answer]))
  const api = new SpecBlueprint('api', { spec })
  const nothing = { status: 200, type: undefined, headers: {}, value: undefined }
  for (const { id } of loaded.operations) api.operation(id, view(answers.get(id) ?? nothing))
  const scopes = loaded.operations
    .flatMap(({ security }) => (security ?? []).flatMap(Object.values))
    .flat()
  for (const name of Object.keys(loaded.document.components.securitySchemes ?? {})) {
    api.security(name, () => ({ scopes }))
  }
  const settings = { app: { mode }, log: { level: 'silent' } }
  return createApp({ blueprints: [api], settings } as never)
}

/** What was not answered as it should be, in words. */
async function failuresOf(app: App, samples: Samples): Promise<string[]> {
  const found: string[] = []
  const ask = async (sample: Sample, { method, url, headers, body }: SampleRequest) => {
    const payload = body === undefined ? {} : { payload: body }
    const all = { method, url: sample.base + url, headers, ...payload }
    return app.inject(all as never)
  }
  for (const sample of samples.samples) {
    for (const [size, request] of Object.entries({ small: sample.small, full: sample.full })) {
      const got = await ask(sample, request)
      const isDeclared = isAnswer(sample, got, samples)
      if (!isDeclared) found.push(`${sample.id}, ${size}: ${got.statusCode} ${got.body}`)
    }
    for (const request of sample.invalid) {
      const got = await ask(sample, request)
      if (got.statusCode !== 400)
        found.push(`${sample.id}, ${request.why}: ${got.statusCode} ${got.body}`)
    }
  }
  return found
}

type Got = Awaited<ReturnType<App['inject']>>

function isAnswer({ id, small, answer }: Sample, got: Got, samples: Samples): boolean {
  if (got.statusCode !== answer.status) return false
  if (answer.type === undefined || small.method === 'HEAD') return got.body === ''
  if (String(got.headers['content-type']).split(';')[0] !== answer.type) return false
  if (!isJson(answer.type)) return got.body === answer.value
  const value: unknown = got.json()
  return samples.isAnswer(id, value) && JSON.stringify(value) === JSON.stringify(answer.value)
}

describe.skipIf(!areThere)('each operation of a real document (../shared/specs)', () => {
  describe.each(Object.entries(documents))('%s', (file, step) => {
    const spec = folder + file
    const prepared = realDocument(file).then((loaded) => {
      const operations = loaded.operations.filter((_, index) => index % step === 0)
      return { loaded, samples: sampleDocument({ ...loaded, operations }) }
    })
    // What is compiled on first use takes its time for each of them.
    const inProduction = ({ samples, ...others }: Samples): Samples => {
      const few = samples.length < 100 ? samples : samples.filter((_, index) => index % 5 === 0)
      return { ...others, samples: few }
    }

    test('has values that are valid', async () => {
      const { samples } = await prepared
      expect(samples.missing).toEqual([])
    })

    test.each(['test', 'production'])(
      'answers as declared, and refuses what is not, in mode %s',
      async (mode) => {
        const { loaded, samples } = await prepared
        const called = mode === 'production' ? inProduction(samples) : samples
        const app = serve(spec, mode, loaded, called)
        expect(await failuresOf(app, called)).toEqual([])
        await app.close()
      },
      patience,
    )
  })
})
