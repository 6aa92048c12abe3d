import { describe, expect, test } from 'vitest'
import { ini, situation } from './situation.ts'

describe('undeclared sections', () => {
  test('are typed by their form', () => {
    const { settings, resolution } = situation(
      ini(
        '[strava]\nint = 5\nminus = -3\nfloat = 0.50\nzeros = 007\nflag = True\nno = no\nquoted = "5"\nexp = 1e3\nbig = 12345678901234567890\ntext = a, b\nempty =\nlist =\n  1\n  "2"\n  x\n[bare]\n',
      ),
    )
    expect(settings.strava).toEqual({
      int: 5,
      minus: -3,
      float: 0.5,
      zeros: '007',
      flag: true,
      no: 'no',
      quoted: '5',
      exp: '1e3',
      big: '12345678901234567890',
      text: 'a, b',
      empty: '',
      list: [1, '2', 'x'],
    })
    expect(settings.bare).toEqual({})
    expect(resolution.entries.find(({ key }) => key === 'int')?.declared).toBe(false)
  })

  test('have a variable each, which takes the form of what it overrides', () => {
    const { settings, warnings } = situation({
      ...ini('[strava]\nids =\n  1\nzip = "1"\nport = 1\n'),
      env: { FLAKON_STRAVA_IDS: '3, 4', FLAKON_STRAVA_ZIP: '12345', FLAKON_STRAVA_PORT: '2' },
    })
    expect(settings.strava).toEqual({ ids: [3, 4], zip: '12345', port: 2 })
    expect(warnings).toEqual([])
  })

  test('keep what an object gives as it is, in a frozen copy', () => {
    const made = new Date(0)
    const given = { own: { zip: '007', deep: { list: [{ a: 1 }], made } } }
    const { settings } = situation({ settings: given })
    expect(settings.own).toEqual(given.own)
    expect(Object.isFrozen(settings.own.deep.list[0])).toBe(true)
    expect(Object.isFrozen(given.own.deep.list)).toBe(false)
  })
})
