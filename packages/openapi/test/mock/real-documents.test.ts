import { describe, expect, test } from 'vitest'
import { areThere, realDocument } from '../real-documents.ts'
import { everyAnswer } from './every-answer.ts'

/** How many answers each declares. */
const documents: [file: string, answers: number][] = [
  ['oai-api-with-examples.yaml', 4],
  ['oai-callback-example.yaml', 1],
  ['oai-link-example.yaml', 6],
  ['oai-petstore-expanded.yaml', 8],
  ['oai-petstore.yaml', 6],
  ['oai-uspto.yaml', 5],
  ['slack-v2.json', 348],
  ['discord.json', 738],
  ['box.json', 944],
  ['digitalocean/DigitalOcean-public.v2.yaml', 3890],
]

/** `operation status type: reason` of answers that cannot be made, by their documents. There are none. */
const exceptions: Readonly<Record<string, readonly string[]>> = {}

describe.skipIf(!areThere)(
  'each status and media type that a real document declares (../shared/specs)',
  () => {
    test.each(documents)('%s', async (file, answers) => {
      const { asked, failed } = await everyAnswer(await realDocument(file))
      expect(failed).toEqual(exceptions[file] ?? [])
      expect(asked).toBe(answers)
    })
  },
)
