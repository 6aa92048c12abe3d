/** The groups of the mandatory JSON-Schema-Test-Suite of which not every test passes, by the reason. */
export const knownFailures: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> =
  {
    draft7: {
      'integers beyond ±(2^53−1) are refused, since they lose digits': [
        'const.json: float and integers are equal up to 64-bit representation limits',
      ],
      'bodies with a __proto__ key are refused': [
        'properties.json: properties whose names are Javascript object property names',
        'required.json: required properties whose names are Javascript object property names',
      ],
      'Ajv heeds what stands beside a $ref, which draft-07 ignores': [
        'ref.json: ref overrides any sibling keywords',
        'ref.json: $ref prevents a sibling $id from changing the base uri',
      ],
    },
    'draft2020-12': {
      'integers beyond ±(2^53−1) are refused, since they lose digits': [
        'const.json: float and integers are equal up to 64-bit representation limits',
      ],
      'Ajv follows a $dynamicRef in simple cases only': [
        'dynamicRef.json: A $dynamicRef to a $dynamicAnchor in the same schema resource behaves like a normal $ref to an $anchor',
        'dynamicRef.json: A $dynamicRef to an $anchor in the same schema resource behaves like a normal $ref to an $anchor',
        'dynamicRef.json: A $dynamicRef resolves to the first $dynamicAnchor still in scope that is encountered when the schema is evaluated',
        'dynamicRef.json: A $dynamicRef without anchor in fragment behaves identical to $ref',
        `dynamicRef.json: A $dynamicRef with intermediate scopes that don't include a matching $dynamicAnchor does not affect dynamic scope resolution`,
        'dynamicRef.json: An $anchor with the same name as a $dynamicAnchor is not used for dynamic scope resolution',
        'dynamicRef.json: A $dynamicRef without a matching $dynamicAnchor in the same schema resource behaves like a normal $ref to $anchor',
        'dynamicRef.json: A $dynamicRef with a non-matching $dynamicAnchor in the same schema resource behaves like a normal $ref to $anchor',
        'dynamicRef.json: A $dynamicRef that initially resolves to a schema with a matching $dynamicAnchor resolves to the first $dynamicAnchor in the dynamic scope',
        'dynamicRef.json: A $dynamicRef that initially resolves to a schema without a matching $dynamicAnchor behaves like a normal $ref to $anchor',
        'dynamicRef.json: multiple dynamic paths to the $dynamicRef keyword',
        'dynamicRef.json: after leaving a dynamic scope, it is not used by a $dynamicRef',
        'dynamicRef.json: tests for implementation dynamic anchor and reference link',
        'dynamicRef.json: $ref and $dynamicAnchor are independent of order - $defs first',
        'dynamicRef.json: $ref and $dynamicAnchor are independent of order - $ref first',
        'dynamicRef.json: $ref to $dynamicRef finds detached $dynamicAnchor',
        'dynamicRef.json: $dynamicRef points to a boolean schema',
        'dynamicRef.json: $dynamicRef skips over intermediate resources - direct reference',
        'dynamicRef.json: $dynamicRef avoids the root of each schema, but scopes are still registered',
        'unevaluatedItems.json: unevaluatedItems with $dynamicRef',
        'unevaluatedProperties.json: unevaluatedProperties with $dynamicRef',
      ],
      'a format is a rule here, not a note': [
        'format.json: email format',
        'format.json: regex format',
        'format.json: ipv4 format',
        'format.json: ipv6 format',
        'format.json: hostname format',
        'format.json: date format',
        'format.json: date-time format',
        'format.json: time format',
        'format.json: json-pointer format',
        'format.json: relative-json-pointer format',
        'format.json: uri format',
        'format.json: uri-reference format',
        'format.json: uri-template format',
        'format.json: uuid format',
        'format.json: duration format',
      ],
      'bodies with a __proto__ key are refused': [
        'properties.json: properties whose names are Javascript object property names',
        'required.json: required properties whose names are Javascript object property names',
      ],
      'Ajv does not see all that was evaluated by contains, items and if': [
        'unevaluatedItems.json: unevaluatedItems with nested items',
        'unevaluatedItems.json: unevaluatedItems depends on adjacent contains',
        'unevaluatedItems.json: unevaluatedItems depends on multiple nested contains',
        'unevaluatedItems.json: unevaluatedItems and contains interact to control item dependency relationship',
        'unevaluatedItems.json: unevaluatedItems with minContains = 0',
        'unevaluatedItems.json: unevaluatedItems can see annotations from if without then and else',
        'unevaluatedProperties.json: unevaluatedProperties with if/then/else, then not defined',
        'unevaluatedProperties.json: unevaluatedProperties can see annotations from if without then and else',
      ],
      'Ajv knows no vocabularies of other meta-schemas': [
        'vocabulary.json: schema that uses custom metaschema with with no validation vocabulary',
      ],
    },
  }
