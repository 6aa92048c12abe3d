import { type ProblemError, problem } from 'flakon'
import type { LoadedDocument, Operation, Schema } from '../document.ts'
import type { Forms } from '../forms.ts'
import { schemaCheck } from '../schema-check.ts'
import { sentAs } from './body-text.ts'
import { type Choice, chooseAnswer } from './choice.ts'
import { answerExamples, type Example } from './examples.ts'
import { askFaker } from './faker.ts'
import { bodyOf, type MockBody, makeBody, type Refused, type Source } from './mock-body.ts'
import { makeHeaders } from './mock-headers.ts'
import { applied, type Preferences } from './preferences.ts'
import { createRandom, type Random } from './random.ts'
import { type Check, createSampler } from './sampler.ts'
import { obstacleOf } from './way.ts'

/** An answer that the document makes by itself. */
export interface MockAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly content: string | Buffer | undefined
}

/** What tells one request from another. */
export interface MockRequest {
  readonly method: string
  /** With the query. */
  readonly url: string
  /** Whatever it is, as a text. */
  readonly body: string
}

export interface MocksOptions {
  readonly loaded: Pick<LoadedDocument, 'document'>
  readonly forms: Forms
  readonly seed: string
}

/** Answers the operations of a document out of nothing but the document. */
export class Mocks {
  readonly #options: MocksOptions
  readonly #source: Source
  readonly #examples = new Map<unknown, readonly Checked[]>()

  constructor(options: MocksOptions) {
    this.#options = options
    this.#source = createSource(options)
  }

  /**
   * The answer to a request, the same for the same request and seed.
   * @throws ProblemError 400 for a preference that cannot be met, 501 where no valid answer can be made
   */
  async answer(
    operation: Operation,
    request: MockRequest,
    preferences: Preferences,
  ): Promise<MockAnswer> {
    const { document } = this.#options.loaded
    const choice = chooseAnswer(operation, preferences, document)
    const { method, url, body } = request
    const random = createRandom([this.#options.seed, method, url, body].join('\0'))
    const made = await this.#body(operation, choice, random)
    if (made !== undefined && 'obstacle' in made) throw refusal(operation, choice, made)
    const given = { ...this.#options, operation, key: choice.key, document }
    const headers = await makeHeaders({ ...given, random, source: this.#source })
    if ('obstacle' in headers) throw refusal(operation, choice, headers as Refused)
    const heeded = applied(preferences)
    return {
      status: choice.status,
      headers: {
        ...headers,
        ...(made === undefined ? {} : { 'content-type': made.contentType }),
        ...(heeded === undefined ? {} : { 'preference-applied': heeded }),
      },
      content: made?.content,
    }
  }

  async #body(
    operation: Operation,
    { key, status, type, example }: Choice,
    random: Random,
  ): Promise<MockBody | Refused | undefined> {
    const media = type === undefined ? undefined : operation.answers[key]?.content[type]
    if (type === undefined || media === undefined) return undefined
    const examples = this.#checked(operation, key, type, media.schema)
    const named = examples.find(({ name }) => name === example)
    if (example !== undefined) {
      return named?.body ?? { obstacle: { keyword: 'examples', pointer: '' } }
    }
    const given = examples.find(({ body }) => 'content' in body)
    if (given !== undefined) return given.body
    return makeBody(sentAs(type), media, status, { random, source: this.#source })
  }

  /** The examples of a media type, each with the body that it is, if it is a valid one. */
  #checked(operation: Operation, key: string, type: string, schema: Schema): readonly Checked[] {
    const at = operation.answers[key]?.content[type]
    const known = this.#examples.get(at)
    if (known !== undefined) return known
    const all = answerExamples(operation, key, type, this.#options.loaded.document)
    const checked = all.map((one) => ({
      ...one,
      body: bodyOf(sentAs(type), one.value, schema, this.#source),
    }))
    this.#examples.set(at, checked)
    return checked
  }
}

interface Checked extends Example {
  readonly body: MockBody | Refused
}

function createSource({ loaded, forms }: MocksOptions): Source {
  const components = (loaded.document.components.schemas ?? {}) as Readonly<Record<string, Schema>>
  const check = schemaCheck(forms) as Check
  const sampler = createSampler(components, check)
  return {
    components,
    fault(schema, value) {
      const isValid = check(schema, 'answer')
      return isValid(value) ? undefined : obstacleOf(isValid.errors)
    },
    async sample(schema, random) {
      const sampled = sampler.sample(schema, { side: 'answer', random, plain: false })
      if ('value' in sampled) return sampled
      const value = await askFaker(schema, forms, random, check(schema, 'answer'))
      return value === undefined ? sampled : { value }
    },
  }
}

function refusal(operation: Operation, choice: Choice, { obstacle }: Refused): ProblemError {
  const { status, type, example } = choice
  const { keyword, pointer } = obstacle
  const what = [status, ...(type === undefined ? [] : [type])].join(' ')
  const why = `"${keyword}"${pointer === '' ? '' : ` at ${pointer}`} stood in the way`
  const detail =
    example === undefined
      ? `${operation.id} declares an answer ${what} that no example of the document is valid for, and none could be made: ${why}`
      : `The example ${example} of ${operation.id}, ${what}, is not valid by its own schema: ${why}`
  return problem(501, detail, { code: 'not_mockable', keyword, pointer })
}
