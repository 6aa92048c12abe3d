import { type FieldReader, type Findings, repeated } from './field.ts'

/** What was sent under the names of some fields, by their slots. */
export interface Found {
  readonly raws: (string | string[] | undefined)[]
  readonly findings: Findings
  /** Whether a raw text is what it stands for. */
  readonly isLiteral: boolean
  /** What is not declared, where that is kept. */
  readonly others: Map<string, string[]> | undefined
  /** Of a name with brackets: what stands in them, and the value. */
  deep: Map<string, [inside: string, raw: string][]> | undefined
}

/** Reads a field of what was found; undefined where it was told what is wrong, or where there is none. */
export type Take = (found: Found) => unknown

/** Of a field that one text holds. */
export function takeOne(reader: FieldReader, slot: number): Take {
  const { isPlain, toScalar } = reader
  return ({ raws, findings, isLiteral }) => {
    const raw = raws[slot]
    if (raw === undefined) return reader.absent()
    if (typeof raw !== 'string') return reader.tell(findings, repeated)
    return isPlain && isLiteral && raw !== '' ? toScalar(raw) : reader.read(raw, findings)
  }
}

/** Of an array that is sent as one pair for each item. */
export function takeItems(reader: FieldReader, slot: number, isCookie: boolean): Take {
  const { name } = reader.field
  return ({ raws, findings }) => {
    const raw = raws[slot]
    if (raw === undefined) return reader.absent()
    const all = typeof raw === 'string' ? [raw] : raw
    if (isCookie && all.some((one) => one.includes(`&${name}=`))) {
      return reader.tell(findings, `is sent as ${name}=…; ${name}=…, not with &`)
    }
    return reader.exploded(all, findings)
  }
}

/** Of an object whose properties are names beside those of other fields. */
export function takeProperties(
  reader: FieldReader,
  slot: number,
  slots: readonly (readonly [property: string, slot: number])[],
): Take {
  return ({ raws, findings }) => {
    const pairs = slots.flatMap(([name, at]) =>
      [raws[at] ?? []].flat().map((raw) => [name, raw] as const),
    )
    const raw = raws[slot]
    if (pairs.length > 0) return reader.object(pairs, findings)
    if (raw === undefined) return reader.absent()
    if (reader.isScalar || reader.isArray) return reader.exploded([raw].flat(), findings)
    return reader.tell(findings, 'is sent as its properties: property=…')
  }
}

/** Of a field in deepObject: its properties stand in brackets. */
export function takeDeep(reader: FieldReader, slot: number): Take {
  const { name } = reader.field
  const form = `${name}[property]=…`
  return ({ raws, deep, findings }) => {
    const raw = raws[slot]
    const sent = deep?.get(name)
    if (sent === undefined) {
      if (raw === undefined) return reader.absent()
      if (reader.isScalar) return reader.exploded([raw].flat(), findings)
    }
    if (!reader.isObject) return reader.tell(findings, 'has no form: deepObject is for objects')
    if (raw !== undefined || sent === undefined) {
      return reader.tell(findings, `is sent as ${form}`)
    }
    const pairs: [string, string][] = []
    for (const [inside, one] of sent) {
      const [, key, more] = /^\[([^[\]]+)\](.*)$/s.exec(inside) ?? []
      if (key === undefined) reader.tell(findings, `is sent as ${form}`)
      else if (more === '') pairs.push([key, one])
      else reader.tell(findings, `has no form: deepObject is not nested, only ${form}`, key)
    }
    return reader.object(pairs, findings)
  }
}

/** Of what OpenAPI has no form for. */
export function takeNone(reader: FieldReader, slot: number): Take {
  const { style } = reader.field
  const why = `has no form: ${style} is defined for explode: false alone`
  return ({ raws, findings }) =>
    raws[slot] === undefined ? reader.absent() : reader.tell(findings, why)
}
