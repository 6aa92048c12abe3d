import { describe, expect, test } from 'vitest'
import { projectsOf } from '../docs.js'

describe('the examples of a page', () => {
  test('are the files of one project', () => {
    const { files, mistakes } = read(
      '```ts\n// src/a.ts: what it shows\nA\n```\ntext\n```ini\n# settings.ini\n[a]\n```',
    )
    expect(files).toEqual([
      { 'src/a.ts': '// src/a.ts: what it shows\nA\n', 'settings.ini': '# settings.ini\n[a]\n' },
    ])
    expect(mistakes).toEqual([])
  })

  test('are a second project from where a file is named again, with the others kept', () => {
    const { files } = read('```ts\n// a.ts\n1\n```\n```ts\n// b.ts\n```\n```ts\n// a.ts\n2\n```')
    expect(files).toEqual([
      { 'a.ts': '// a.ts\n1\n', 'b.ts': '// b.ts\n' },
      { 'a.ts': '// a.ts\n2\n', 'b.ts': '// b.ts\n' },
    ])
  })

  test('add to a file when they say "continued", and know the line of the page for each of theirs', () => {
    const { projects } = read('```ts\n// a.ts\n1\n```\n\n\n```ts\n// a.ts, continued\n2\n```')
    expect(projects).toHaveLength(1)
    expect(projects[0]?.get('a.ts')).toMatchObject({
      text: '// a.ts\n1\n// a.ts, continued\n2\n',
      origin: [2, 3, 8, 9, 10],
    })
  })

  test('have to say which file they are, or why they are none', () => {
    const { files, mistakes } = read(
      '```ts\nconst a = 1\n```\n```ts\n// not run: needs a database\n```\n```text\nx\n```\n```ini\n[a]\n```',
    )
    expect(files).toEqual([])
    expect(mistakes).toEqual([
      expect.stringMatching(/^docs\/page.md:2: the first line of this example names no file/),
    ])
  })
})

/** @param {string} markdown */
function read(markdown) {
  /** @type {string[]} */
  const mistakes = []
  const projects = projectsOf('docs/page.md', markdown, mistakes)
  const files = projects.map((project) =>
    Object.fromEntries([...project.values()].map((one) => [one.file, one.text])),
  )
  return { projects, files, mistakes }
}
