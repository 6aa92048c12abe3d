import { JsonBlueprint } from 'flakon'

export const home = new JsonBlueprint('home')

/** Home view: an empty JSON mapping. */
home.get('/', () => ({}))
