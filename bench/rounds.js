// Contenders take turns, so that a busy moment of the machine meets all of them; what is printed are ratios to the
// first one, round by round: the median, and the range of the middle half.

/** Runs each contender `times` times a round; gives the µs of one run, by round. */
export function takeTurns(contenders, { rounds = 21, times = 200 } = {}) {
  const costs = new Map(contenders.map(({ name }) => [name, []]))
  for (const { run } of contenders) for (let i = 0; i < times; i++) run()
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of rotated(contenders, round)) {
      const start = process.hrtime.bigint()
      for (let i = 0; i < times; i++) run()
      costs.get(name).push(Number(process.hrtime.bigint() - start) / times / 1000)
    }
  }
  return costs
}

/** The same for contenders that are asynchronous, or measure themselves: `run` may return its own cost. */
export async function takeTurnsAsync(contenders, { rounds = 9 } = {}) {
  const costs = new Map(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`round ${round + 1} of ${rounds}\n`)
    for (const { name, run } of rotated(contenders, round)) {
      const start = performance.now()
      const cost = await run()
      costs.get(name).push(cost ?? performance.now() - start)
    }
  }
  return costs
}

function rotated(contenders, round) {
  const first = round % contenders.length
  return [...contenders.slice(first), ...contenders.slice(0, first)]
}

export function print(title, costs, { unit = 'µs', base = [...costs.keys()][0] } = {}) {
  console.log(`\n${title}; Node ${process.version}; ratio to ${base}, median (middle half)\n`)
  for (const [name, own] of costs) {
    const ratios = own.map((cost, round) => cost / costs.get(base)[round])
    const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2))
    const cost = quantile(own, 0.5)
    const shown = cost < 10 ? cost.toFixed(2) : cost.toFixed(0)
    console.log(`${name.padEnd(34)} ${middle}  (${low}–${high})  ${shown} ${unit}`)
  }
}

function quantile(values, share) {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor((sorted.length - 1) * share)]
}
