/**
 * The candidates most like a word, nearest first; none that has little in common with it. For "did you mean".
 *
 * @example nearest('getUser', ['getUsers', 'addRuns']) // ['getUsers']
 */
export function nearest(word: string, candidates: readonly string[], count = 1): string[] {
  const limit = Math.max(2, Math.ceil(word.length / 3))
  return candidates
    .map((candidate) => ({
      candidate,
      distance: distance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ distance }) => distance <= limit)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, count)
    .map(({ candidate }) => candidate)
}

/** Edits between two words, a swap of neighbours counting as one (optimal string alignment). */
export function distance(one: string, other: string): number {
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1
      const edits = [at(row, j - 1) + 1, at(last, j) + 1, at(last, j - 1) + same]
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      row.push(Math.min(...edits, swapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY))
    }
    ;[before, last] = [last, row]
  }
  return at(last, other.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0
}
