import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { Dice } from './random-schemas.ts'
import { changesOf, schemaOf } from './versions.ts'

type Schemas = Readonly<Record<string, object>>

/** Whether a value is valid by JSON Schema; undefined of a schema that consists of itself. */
function check(schema: unknown, schemas: Schemas): ((value: unknown) => boolean) | undefined {
  const ajv = new Ajv2020({ strict: false, validateSchema: false })
  ajv.addSchema({ $id: 'x:/api', components: { schemas } })
  const text = JSON.stringify({ $id: 'x:/root', allOf: [schema] })
  const validate = ajv.compile(JSON.parse(text.replaceAll('"#/', '"x:/api#/')))
  return (value) => validate(value) === true
}

/** A value for which two schemas differ, in what is lost and in what is gained. */
function differences(dice: Dice, one: [unknown, Schemas], other: [unknown, Schemas]) {
  try {
    const [was, is] = [check(...one), check(...other)]
    const values = dice.values().map((value) => ({ value, was: was?.(value), is: is?.(value) }))
    return {
      lost: values.find((one) => one.was && !one.is),
      gained: values.find((one) => !one.was && one.is),
    }
  } catch (error) {
    // A schema that consists of itself has no end.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

test.each([1, 2, 3, 4])(
  'a value that is fine on one side only is never passed over (series %i)',
  async (series) => {
    const dice = new Dice(series)
    let differing = 0
    for (let count = 0; count < 120; count++) {
      const [schemas, schema] = [{ A: dice.schema(2), B: dice.schema(1) }, dice.schema(3)]
      const newSchemas = dice.roll() < 0.3 ? { ...schemas, A: dice.changed(schemas.A, 2) } : schemas
      const newSchema = dice.roll() < 0.2 ? schema : dice.changed(schema, 3)
      const found = differences(dice, [schema, schemas], [newSchema, newSchemas])
      if (found?.lost === undefined && found?.gained === undefined) continue
      differing++
      const [request, answer] = await Promise.all(
        (['request', 'answer'] as const).map((side) =>
          changesOf(schemaOf(side, schema, schemas), schemaOf(side, newSchema, newSchemas)),
        ),
      )
      const shown = JSON.stringify({ schema, newSchema, schemas, newSchemas, ...found })
      // What was sent under a name that was not known is nobody's business.
      const isTold = request?.some(
        ({ rule, breaking }) => breaking || rule === 'request-property-added',
      )
      if (found.lost !== undefined) expect(isTold, shown).toBe(true)
      const isKnown = answer?.some(({ breaking }) => breaking)
      if (found.gained !== undefined) expect(isKnown, shown).toBe(true)
    }
    expect(differing).toBeGreaterThan(40)
  },
)
