// One document's figures, by contestant.

export function printDocument({ contract, first, starts, rates }) {
  const { name, version, operations, samples, missing, route } = contract
  const breakable = samples.filter(({ invalid }) => invalid.length > 0)
  console.log(
    `\n${name}: version ${version}, ${contract.all.length} operations on ${operations.length} routes; Node ${process.version}`,
  )
  console.log(
    `${samples.length} have a valid request and answer, ${breakable.length} a request that breaks a schema`,
  )
  for (const one of missing) console.log(`no sample: ${one}`)
  if (route !== undefined)
    console.log(`one operation: ${route.operation.method.toUpperCase()} ${route.operation.path}`)
  console.log('medians, and the ratio to bare Fastify in the same round with its middle half\n')
  const widths = [35, 22, 22, 22, 20, 8, 22, 22]
  const row = (cells) =>
    console.log(cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' '))
  row([
    '',
    'listens, ms',
    'its CPU ms',
    'first answer, ms',
    'MB at boot',
    'MB after',
    'requests a second',
    'CPU µs a request',
    'served; valid, with all parameters, 400',
  ])
  const base = { ...starts.get('fastify'), ...rates.get('fastify') }
  for (const [contestant, { reason, said, small, full, refused, served, memory }] of first) {
    const own = { ...starts.get(contestant), ...rates.get(contestant) }
    if (reason !== undefined || (contestant !== 'fastify' && small.size === 0)) {
      row([contestant, reason ?? `serves nothing: ${said ?? 'no reason given'}`])
      continue
    }
    const cells = ['start', 'startCpu', 'answer', 'memory', 'rate', 'cpu'].map((key) =>
      cell(own[key], base[key]),
    )
    const calls =
      contestant === 'fastify'
        ? ''
        : `${served.length}; ${small.size}, ${full.size}, ${refused.size}`
    cells.splice(4, 0, memory.toFixed(0))
    row([contestant, ...cells, calls])
  }
}

function cell(own, base) {
  if (own === undefined || own.length === 0) return '–'
  const ratios = own.map((value, round) => value / base[round])
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2))
  const cost = quantile(own, 0.5)
  return `${cost < 10 ? cost.toFixed(2) : cost.toFixed(0)}  ${middle} (${low}–${high})`
}

function quantile(values, share) {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor((sorted.length - 1) * share)]
}
