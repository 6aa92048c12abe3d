import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { terminalPrompt } from '../src/prompt.ts'

/** The prompt with somebody at the keys. */
function terminal() {
  const input = new PassThrough()
  const output = new PassThrough()
  const controller = new AbortController()
  output.resume()
  const prompt = terminalPrompt(input, output, controller.signal)
  return { prompt, type: (keys: string) => input.write(keys), controller }
}

const where = { message: 'Where?', initial: './my-service', validate: () => undefined }
const which = { message: 'Which?', initial: 'npm', choices: ['npm', 'pnpm'] }

test('a text is what was typed, or the initial one', async () => {
  const { prompt, type } = terminal()
  const typed = prompt.text(where)
  type('./x\r')
  expect(await typed).toBe('./x')
  const passed = prompt.text(where)
  type('\r')
  expect(await passed).toBe('./my-service')
})

test('what does not do is asked again', async () => {
  const { prompt, type } = terminal()
  const validate = (text: string) => (text === 'ab' ? undefined : 'not that')
  const answer = prompt.text({ ...where, validate })
  type('a\r')
  type('b\r')
  expect(await answer).toBe('ab')
})

test('a choice and a confirmation go with the return key', async () => {
  const { prompt, type } = terminal()
  const chosen = prompt.choose(which)
  type('\u001b[B')
  type('\r')
  expect(await chosen).toBe('pnpm')
  const confirmed = prompt.confirm({ message: 'Install?' })
  type('\r')
  expect(await confirmed).toBe(true)
  const declined = prompt.confirm({ message: 'Install?' })
  type('n')
  expect(await declined).toBe(false)
})

test.each(['text', 'choose', 'confirm'] as const)(
  'Ctrl-C and a signal give a %s up',
  async (kind) => {
    const { prompt, type, controller } = terminal()
    const ask = () => prompt[kind]({ ...where, ...which } as never)
    const first = ask()
    type('\u0003')
    expect(await first).toBeUndefined()
    const second = ask()
    controller.abort()
    expect(await second).toBeUndefined()
  },
)
