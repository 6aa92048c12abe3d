import { type Answer, isNode, type MediaType, type Operation } from '../document.ts'
import { type RuleId, rules, type Side } from './rules.ts'
import type { SchemaDiff } from './schema-diff.ts'
import type { Schemas } from './schemas.ts'
import { type Located, toToken } from './shape.ts'

/** Pointers in the bundled documents. */
export interface At {
  readonly old?: string
  readonly new?: string
  /** The one to what itself changes; that in the new document where nothing is said. */
  readonly at?: string
}

/** Two operations that are compared, and where to tell what differs in them. */
export interface Both {
  readonly old: Operation
  readonly new: Operation
  readonly schemas: { readonly old: Schemas; readonly new: Schemas }
  readonly diffs: Readonly<Record<Side, SchemaDiff>>
  note(rule: RuleId, place: string, message: string, at?: At): void
}

interface Pointers {
  readonly old: string
  readonly new: string
}

type Content = Readonly<Record<string, MediaType>>

/** Notes what differs in two schemas, and says of whom that is. */
export function compareSchemas(
  both: Pick<Both, 'diffs' | 'note'>,
  side: Side,
  place: string,
  old: Located,
  now: Located,
  seen?: Set<unknown>,
): void {
  for (const { rule, path, message, ...at } of both.diffs[side].compare(old, now, seen)) {
    const id = `${side}-${rule}`
    both.note(
      (rules.has(id) ? id : rule) as RuleId,
      path === '' ? place : `${place} ${path}`,
      message,
      at,
    )
  }
}

/** What differs in the bodies of requests. */
export function compareBodies(both: Both): void {
  const { old, new: now, note } = both
  const [one, other] = [old.body, now.body]
  const at = {
    old: both.schemas.old.follow(old.node.requestBody, `${old.place.pointer}/requestBody`).at,
    new: both.schemas.new.follow(now.node.requestBody, `${now.place.pointer}/requestBody`).at,
  }
  const place = 'request body'
  if (one === undefined && other?.required) {
    note('body-added-required', place, 'is added, and required', { new: at.new })
  } else if (one === undefined && other !== undefined)
    note('body-added', place, 'is added', { new: at.new })
  else if (one !== undefined && other === undefined)
    note('body-removed', place, 'is removed', { old: at.old })
  if (one === undefined || other === undefined) return
  if (!one.required && other.required) note('body-became-required', place, 'is required', at)
  if (one.required && !other.required)
    note('body-became-optional', place, 'is no longer required', at)
  compareContent(both, 'request', place, { old: one.content, new: other.content, at })
}

interface Contents {
  readonly old: Content
  readonly new: Content
  readonly at: Pointers
}

function compareContent(
  both: Both,
  side: Side,
  place: string,
  { old, new: now, at }: Contents,
): void {
  const seen = new Set<unknown>()
  const compare = (one: string, other: string) => {
    const where = /\bjson$/.test(other) ? place : `${place} ${other}`
    const [had, has] = [old[one], now[other]] as [MediaType, MediaType]
    const left = { schema: had.schema, at: `${at.old}/content/${toToken(one)}/schema` }
    const right = { schema: has.schema, at: `${at.new}/content/${toToken(other)}/schema` }
    compareSchemas(both, side, where, left, right, seen)
    if (side === 'request' && /form/.test(other)) compareEncodings(both, where, had, has, at)
  }
  const subject = side === 'request' ? 'body' : 'answer'
  for (const type of Object.keys(old)) {
    const other = rangeIn(now, type)
    if (other !== undefined) compare(type, other)
    else if (side === 'request' || !Object.keys(now).some((one) => rangeIn({ [type]: 0 }, one))) {
      both.note(`${subject}-media-type-removed`, place, `${type} is removed`, at)
    }
  }
  for (const type of Object.keys(now)) {
    const one = rangeIn(old, type)
    if (one === undefined) both.note(`${subject}-media-type-added`, place, `${type} is added`, at)
    else if (one !== type) compare(one, type)
  }
}

/** The media type, or the range of them, that a media type falls under. */
function rangeIn(content: object, type: string): string | undefined {
  return [type, `${type.split('/')[0]}/*`, '*/*'].find((one) => Object.hasOwn(content, one))
}

function compareEncodings(
  { note }: Both,
  place: string,
  one: MediaType,
  other: MediaType,
  at: At,
): void {
  for (const name of new Set([...Object.keys(one.encoding), ...Object.keys(other.encoding)])) {
    const [was, is] = [one, other].map(({ encoding }) => {
      const { contentType = '', style = 'form', explode = style === 'form' } = encoding[name] ?? {}
      return `${contentType} ${style} ${explode ? 'exploded' : 'not exploded'}`.trim()
    })
    if (was === is) continue
    note(
      'body-encoding-changed',
      `${place} /${toToken(name)}`,
      `is written in another way: ${was} becomes ${is}`,
      at,
    )
  }
}

/** What differs in the answers. */
export function compareAnswers(both: Both): void {
  const { old, new: now, note } = both
  const [had, has] = [old.answers, now.answers]
  for (const status of Object.keys(had)) {
    const other = statusIn(has, status, isError(had, status))
    if (other !== undefined) compareAnswer(both, status, other)
    else {
      const rule = isError(had, status) ? 'answer-error-removed' : 'answer-status-removed'
      note(rule, `answer ${status}`, 'is removed')
    }
  }
  for (const status of Object.keys(has)) {
    if (Object.hasOwn(had, status)) continue
    const one = statusIn(had, status, isError(has, status))
    if (one !== undefined) compareAnswer(both, one, status)
    else {
      const rule = isError(has, status) ? 'answer-error-added' : 'answer-status-added'
      note(rule, `answer ${status}`, 'is added')
    }
  }
}

type Answers = Readonly<Record<string, Answer>>

/** `default` stands for errors, unless no success is listed. */
function isError(answers: Answers, status: string): boolean {
  return status === 'default'
    ? Object.keys(answers).some((one) => /^[123]/.test(one))
    : /^[45]/.test(status)
}

/** The status, range or `default` under which answers tell what an answer with a status is. */
function statusIn(answers: Answers, status: string, isFailure: boolean): string | undefined {
  const names = [status, `${status[0]}xx`]
  const found = names.find((one) => Object.hasOwn(answers, one))
  if (found !== undefined) return found
  const isForAll = isFailure || !isError(answers, 'default')
  if (Object.hasOwn(answers, 'default') && isForAll) return 'default'
  return status === 'default' && !isFailure
    ? Object.keys(answers).find((one) => /^2/.test(one))
    : undefined
}

function compareAnswer(both: Both, status: string, newStatus: string): void {
  const [one, other] = [both.old.answers[status], both.new.answers[newStatus]] as [Answer, Answer]
  const place = `answer ${newStatus}`
  const at = {
    old: answerAt(both.schemas.old, both.old, status),
    new: answerAt(both.schemas.new, both.new, newStatus),
  }
  const [had, has] = [one, other].map(({ content }) => Object.keys(content).length > 0)
  if (had && has)
    compareContent(both, 'answer', place, { old: one.content, new: other.content, at })
  else if (had) both.note('answer-body-removed', place, 'has no body any more', at)
  else if (has) both.note('answer-body-added', place, 'has a body', at)
  compareHeaders(both, place, { old: headersOf(one), new: headersOf(other), at })
}

function answerAt(schemas: Schemas, { node, place }: Operation, status: string): string {
  const all = Object.entries(isNode(node.responses) ? node.responses : {})
  const [name = status, answer] = all.find(([key]) => key.toLowerCase() === status) ?? []
  return schemas.follow(answer, `${place.pointer}/responses/${name}`).at
}

type Headers = ReadonlyMap<string, Answer['headers'][string]>

function headersOf({ headers }: Answer): Headers {
  return new Map(Object.entries(headers).map(([name, one]) => [name.toLowerCase(), one]))
}

interface HeaderSets {
  readonly old: Headers
  readonly new: Headers
  readonly at: Pointers
}

function compareHeaders(both: Both, place: string, { old, new: now, at }: HeaderSets): void {
  const { note } = both
  for (const [name, one] of old) {
    const other = now.get(name)
    const where = `${place} header ${name}`
    if (other === undefined) note('answer-header-removed', where, 'is removed', at)
    else {
      if (one.required && !other.required) {
        note('answer-header-became-optional', where, 'is no longer required', at)
      }
      if (!one.required && other.required)
        note('answer-header-became-required', where, 'is required', at)
      const way = `/headers/${name}/schema`
      const left = { schema: one.schema, at: at.old + way }
      compareSchemas(both, 'answer', where, left, { schema: other.schema, at: at.new + way })
    }
  }
  for (const name of now.keys()) {
    if (!old.has(name)) note('answer-header-added', `${place} header ${name}`, 'is added', at)
  }
}
