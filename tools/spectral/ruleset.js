// The rules of Spectral for OpenAPI, and those of OWASP's list of API risks. Each one that is switched off has its
// reason here: a document says what the service does, and nothing that would please a rule.
import owaspModule from '@stoplight/spectral-owasp-ruleset'
import rulesets from '@stoplight/spectral-rulesets'

const owasp = owaspModule.default ?? owaspModule

/** Bounds are for what comes in; what goes out is as long as it is. */
const inputs = ['$.paths[*][*].requestBody', '$.paths[*][*].parameters']
/** @param {string} name */
const typesOf = (name) => (/(array|integer|string)-/.exec(name) ?? []).slice(1)
/** @param {string} name */
const ofInputs = (name) => ({
  ...owasp.rules[name],
  given: inputs.flatMap((place) =>
    typesOf(name).map((type) => `${place}..[?(@ && @.type=="${type}")]`),
  ),
})
/** A text with a pattern or a format is as long as that lets it be. */
const stringLimit = ofInputs('owasp:api4:2023-string-limit')
const { schema } = stringLimit.then.functionOptions
const bounded = {
  ...schema,
  anyOf: [...schema.anyOf, { required: ['pattern'] }, { required: ['format'] }],
}
// biome-ignore lint/suspicious/noThenProperty: the word of Spectral
stringLimit.then = { ...stringLimit.then, functionOptions: { schema: bounded } }

export const ruleset = {
  extends: [rulesets.oas, owasp],
  rules: {
    'owasp:api4:2023-array-limit': ofInputs('owasp:api4:2023-array-limit'),
    'owasp:api4:2023-integer-limit': ofInputs('owasp:api4:2023-integer-limit'),
    'owasp:api4:2023-string-limit': stringLimit,

    // Who to write to about a service is for its owner to say, or not.
    'info-contact': 'off',
    // A summary may be all there is to say.
    'operation-description': 'off',
    // Numbers for ids are a choice of the service; the shop's orders are numbered.
    'owasp:api1:2023-no-numeric-ids': 'off',
    // The shop is open to everybody: it has no authentication that its document could name.
    'owasp:api2:2023-read-restricted': 'off',
    'owasp:api2:2023-write-restricted': 'off',
    'owasp:api8:2023-define-error-responses-401': 'off',
    // The service does not limit the rate of requests, so its document does not say so.
    'owasp:api4:2023-rate-limit': 'off',
    'owasp:api4:2023-rate-limit-responses-429': 'off',
    // `minimum` and `maximum` say more of an integer than int32 does.
    'owasp:api4:2023-integer-format': 'off',
    // A title or a name is any text of its length.
    'owasp:api4:2023-string-restricted': 'off',
    // A view that takes nothing has nothing to refuse with 400.
    'owasp:api8:2023-define-error-validation': 'off',
    // Who may reach a server is not known to the service behind it.
    'owasp:api9:2023-inventory-access': 'off',
  },
}
