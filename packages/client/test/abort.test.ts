import { expect, test } from 'vitest'
import { answers, isSilent, serverThat, stops } from './bad-server.ts'
import { clientOf, thrownBy } from './test-world.ts'

test.each([
  ['is not answered', isSilent],
  ['is answered by half', stops()],
  ['is answered with half an error', stops(500)],
])('the caller can give up a call that %s', async (_, deed) => {
  const { url, seen, gone } = await serverThat(deed)
  const { users } = clientOf(url)
  const controller = new AbortController()
  const call = thrownBy(users.getUsers({}, { signal: controller.signal }))
  await expect.poll(() => seen.length).toBe(1)
  controller.abort(new Error('enough'))
  const error = await call
  expect(error).toMatchObject({ code: 'aborted', attempts: 1, cause: { message: 'enough' } })
  await expect.poll(gone).toBe(1)
})

test('the caller can give up between two tries', async () => {
  const { url, seen } = await serverThat(answers(503))
  const { users, world } = clientOf(url)
  const controller = new AbortController()
  world.whilePausing(() => controller.abort())
  const call = users.getUsers({}, { signal: controller.signal })
  expect(await thrownBy(call)).toMatchObject({ code: 'aborted', attempts: 1 })
  expect(seen).toHaveLength(1)
})

test('nothing is sent for a caller who has given up', async () => {
  const { url, seen } = await serverThat(answers(200, []))
  const call = clientOf(url).users.getUsers({}, { signal: AbortSignal.abort() })
  expect(await thrownBy(call)).toMatchObject({ code: 'aborted', attempts: 0 })
  expect(seen).toEqual([])
})

test('who gives up does not open the breaker', async () => {
  const { url } = await serverThat(isSilent)
  const { users } = clientOf(url, { breaker: { failures: 1 } })
  for (let count = 0; count < 3; count++) {
    const controller = new AbortController()
    const call = thrownBy(users.getUsers({}, { signal: controller.signal }))
    queueMicrotask(() => controller.abort())
    expect(await call).toMatchObject({ code: 'aborted' })
  }
})
