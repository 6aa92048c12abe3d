import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blueprints } from '../../../create-flakon/template/src/views/index.ts'
import { createApp } from '../../src/app.ts'
import { keep } from '../apps.ts'

const executablePath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path))
/** Where to put a picture of the page, if somebody wants one. */
const picture = process.env.FLAKON_SCREENSHOT

describe.skipIf(executablePath === undefined)('the page in Chromium (needs chromium)', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] } as object)
  })
  afterAll(() => browser?.close())

  test.each(['light', 'dark'] as const)(
    'shows the views of a new service and tries them, without an error or another host, in %s',
    async (colorScheme) => {
      const openapi = { title: 'microservice', version: '0.1.0' }
      const settings = { app: { mode: 'debug' }, log: { level: 'silent' }, openapi } as const
      const app = keep(createApp({ blueprints, settings }))
      const origin = await app.listen({ host: '127.0.0.1', port: 0 })
      const page = await browser.newPage({ colorScheme, viewport: { width: 1100, height: 900 } })
      const said: string[] = []
      const hosts = new Set<string>()
      page.on('console', (message) => said.push(message.text()))
      page.on('pageerror', (error) => said.push(error.message))
      page.on('request', (request) => {
        if (!request.url().startsWith('data:')) hosts.add(new URL(request.url()).origin)
      })
      await page.goto(`${origin}/docs`)
      await page.locator('#operations-home-home_getRoot').click()
      await page.locator('button.execute').click()
      const body = page.locator('.live-responses-table .response-col_description pre').first()
      await body.waitFor()
      expect((await body.textContent())?.trim()).toBe('{}')
      expect(await page.title()).toBe('microservice')
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor')
      expect(background).toBe(colorScheme === 'dark' ? 'rgb(28, 32, 34)' : 'rgb(255, 255, 255)')
      if (picture !== undefined) await page.screenshot({ path: `${picture}-${colorScheme}.png` })
      expect(said).toEqual([])
      expect([...hosts]).toEqual([origin])
      await page.close()
    },
  )
})
