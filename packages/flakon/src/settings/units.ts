/** Units of durations, greatest first, in milliseconds. */
const durations: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]

/** Units of sizes in bytes, in the order in which a size is written: binary ones first. */
const sizes: readonly (readonly [string, number])[] = [
  ['TiB', 1024 ** 4],
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
  ['TB', 1000 ** 4],
  ['GB', 1000 ** 3],
  ['MB', 1000 ** 2],
  ['kB', 1000],
  ['B', 1],
]

/** `1m30s` → 90000 ms. Undefined for anything else; only zero may go without a unit. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd])\s*)+$/.test(text)) return undefined
  let sum = 0
  let last = -1
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    const index = durations.findIndex(([name]) => name === unit)
    if (index <= last) return undefined
    last = index
    sum += Number(amount) * (durations[index]?.[1] ?? Number.NaN)
  }
  return whole(sum)
}

/** `1MiB` → 1048576 bytes, `10kB` → 10000, `512` → 512. Undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  const [, amount, unit = 'B'] = /^(\d+(?:\.\d+)?)\s*([kmgt]?i?b)?$/i.exec(text) ?? []
  const size = sizes.find(([name]) => name.toLowerCase() === unit.toLowerCase())
  if (amount === undefined || size === undefined) return undefined
  return whole(Number(amount) * size[1])
}

/** 90000 ms → `90s`: in the greatest unit that divides it, so that it reads back the same. */
export function formatDuration(ms: number): string {
  return format(ms, durations)
}

/** 1048576 bytes → `1MiB`: in the greatest unit that divides it, so that it reads back the same. */
export function formatBytes(bytes: number): string {
  return format(bytes, sizes).replace(/(\d)B$/, '$1')
}

function format(amount: number, units: readonly (readonly [string, number])[]): string {
  if (amount === 0) return '0'
  const [unit, size] = units.find(([, size]) => amount % size === 0) ?? ['', 1]
  return `${amount / size}${unit}`
}

/** Decimals such as 0.07s are whole milliseconds although the multiplication says 70.00000000000001. */
function whole(amount: number): number | undefined {
  const rounded = Math.round(amount)
  return Math.abs(amount - rounded) < 1e-6 && Number.isSafeInteger(rounded) ? rounded : undefined
}
