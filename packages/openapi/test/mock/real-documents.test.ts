import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadDocument } from '../../src/load.ts'
import { everyAnswer } from './every-answer.ts'

const folder = fileURLToPath(new URL('../../../../../shared/specs/', import.meta.url))

/**
 * Of the larger ones every third or tenth operation is asked, or all of them, and how many answers those have:
 * `FLAKON_EVERY_ANSWER=1 npx vitest run --project openapi test/mock/real-documents`
 */
const isWhole = process.env.FLAKON_EVERY_ANSWER === '1'
const documents: [file: string, step: number, answers: number][] = [
  ['oai-api-with-examples.yaml', 1, 4],
  ['oai-callback-example.yaml', 1, 1],
  ['oai-link-example.yaml', 1, 6],
  ['oai-petstore-expanded.yaml', 1, 8],
  ['oai-petstore.yaml', 1, 6],
  ['oai-uspto.yaml', 1, 5],
  ['slack-v2.json', 1, 348],
  ['discord.json', isWhole ? 1 : 3, isWhole ? 738 : 248],
  ['box.json', isWhole ? 1 : 3, isWhole ? 944 : 324],
  ['digitalocean/DigitalOcean-public.v2.yaml', isWhole ? 1 : 10, isWhole ? 3890 : 387],
]

/** `operation status type: reason` of answers that cannot be made, by their documents. There are none. */
const exceptions: Readonly<Record<string, readonly string[]>> = {}

describe.skipIf(!existsSync(folder))(
  'each status and media type that a real document declares (../shared/specs)',
  () => {
    test.each(documents)('%s', async (file, step, answers) => {
      const { asked, failed } = await everyAnswer(await loadDocument(folder + file), step)
      expect(failed).toEqual(exceptions[file] ?? [])
      expect(asked).toBe(answers)
    })
  },
)
