// What a contestant makes of the requests to each operation.
import { createClient } from './contract-processes.js'

/** Calls every operation of a document; → by what was asked the ids that were answered as declared, and the failures. */
export async function callAll({ port }, { samples, isAnswer, urlOf }) {
  const client = createClient()
  const result = { small: new Set(), full: new Set(), refused: new Set(), failures: [] }
  const send = async (request) => {
    const { method, headers, body } = request
    try {
      return await client.send({ port, method, path: urlOf(request), headers, body })
    } catch (error) {
      return { status: 0, text: error.message }
    }
  }
  const note = (id, what, { status, text }) =>
    result.failures.push({ id, what, status, text: text.slice(0, 300) })
  const call = async (sample) => {
    for (const size of ['small', 'full']) {
      const answer = await send({ ...sample[size], base: sample.base })
      if (isDeclared(sample, answer, isAnswer)) result[size].add(sample.id)
      else note(sample.id, size, answer)
    }
    const [invalid] = sample.invalid
    if (invalid === undefined) return
    const answer = await send({ ...invalid, base: sample.base })
    if (answer.status === 400) result.refused.add(sample.id)
    else note(sample.id, invalid.why, answer)
  }
  const left = [...samples]
  const one = async () => {
    for (let sample = left.shift(); sample !== undefined; sample = left.shift()) await call(sample)
  }
  await Promise.all(Array.from({ length: 4 }, one))
  client.close()
  return result
}

function isDeclared({ id, small, answer }, { status, type, text }, isAnswer) {
  if (status !== answer.status) return false
  if (answer.type === undefined || small.method === 'HEAD') return text === ''
  if (type?.split(';')[0] !== answer.type) return false
  if (!/[/+]json$/.test(answer.type)) return text === answer.value
  try {
    return isAnswer(id, JSON.parse(text))
  } catch {
    return false
  }
}

/** An operation is served where a valid request gets its declared answer, and an invalid one, if there is any, a 400. */
export function servedOf(samples, { small, refused }) {
  return samples.filter(
    ({ id, invalid }) => small.has(id) && (invalid.length === 0 || refused.has(id)),
  )
}

/** What most of the failures say, of a contestant that serves nothing. */
export function commonest(failures) {
  const counts = new Map()
  for (const { status, text } of failures) {
    const said = `${status} ${text}`.replaceAll('\n', ' ')
    counts.set(said, (counts.get(said) ?? 0) + 1)
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one)
  return most?.[0].slice(0, 160)
}
