/** Numbers that look like chance and are not: the same seed gives the same ones, in every process and version of Node. */
export interface Random {
  /** From 0 to below 1. */
  next(): number
  /** A whole number, both ends included. */
  integer(low: number, high: number): number
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
}

/** The 32 bits of a text: FNV-1a over its UTF-16 units, mixed so that texts of one letter's difference lie apart. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return mixed(hash)
}

/** Makes them from a seed, which is any text: a counter whose bits are mixed, as in SplitMix. */
export function createRandom(seed: string): Random {
  let state = hashOf(seed)
  const next = () => {
    state = (state + 0x9e3779b9) | 0
    return mixed(state) / 0x1_0000_0000
  }
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return { next, integer, pick: (list) => list[integer(0, list.length - 1)] as never }
}

/** Every bit of the result depends on every bit of the input (the finalizer of MurmurHash 3). */
function mixed(bits: number): number {
  let hash = bits
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
