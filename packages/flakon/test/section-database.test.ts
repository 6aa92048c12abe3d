import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../src/app.ts'
import type { Blueprint } from '../src/blueprint.ts'
import type { Section } from '../src/section.ts'
import { findPostgres, startPostgres } from './postgres.ts'

/** The example of docs/sections.md, as files. */
const folder = fileURLToPath(new URL('../../../.cache/section-database/', import.meta.url))
const bin = findPostgres()
const missing = 'Postgres is not installed here (Debian: apt-get install postgresql)'

let postgres: { url: string; stop(): Promise<void> }

beforeAll(async () => {
  if (bin === undefined) return
  const page = readFileSync(new URL('../../../docs/sections.md', import.meta.url), 'utf8')
  mkdirSync(`${folder}src/views`, { recursive: true })
  for (const [, file, text] of page.matchAll(
    /^```ts\n\/\/ (src\/(?:db|views\/stock)\.ts)\n([\s\S]*?)^```/gm,
  )) {
    writeFileSync(folder + file, text ?? '')
  }
  postgres = await startPostgres(bin)
})

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await postgres?.stop()
})

test.skipIf(bin === undefined)(
  `the pool of docs/sections.md is set up, used and closed with a real database${bin ? '' : `: ${missing}`}`,
  async () => {
    const { db }: { db: Section } = await import(`${folder}src/db.ts`)
    const { stock }: { stock: Blueprint } = await import(`${folder}src/views/stock.ts`)
    const settings = { db: { url: postgres.url, pool_size: 2 } }
    const app = createApp({ blueprints: [stock], sections: [db], settings })
    expect((await app.inject('/stock')).json()).toEqual([{ apples: 4 }])
    const pool = db.of(app)
    expect(pool).toMatchObject({ totalCount: 1, options: { max: 2 } })
    await app.close()
    expect(pool).toMatchObject({ totalCount: 0, ended: true })
  },
)
