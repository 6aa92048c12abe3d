import { abort, JsonBlueprint, problemSchema } from 'flakon'
import Type from 'typebox'
import { store } from '../store.ts'

export const books = new JsonBlueprint('books', {
  prefix: '/books',
  description: 'What the shop sells; schemas of TypeBox',
})

const isbn = Type.String({ pattern: '^97[89]\\d{10}$', description: 'ISBN-13, digits alone' })
const Isbn = Type.Object({ isbn })
const details = {
  title: Type.String({ minLength: 1, maxLength: 200 }),
  author: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Number of the author' }),
  price: Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'In cents' }),
  stock: Type.Integer({ minimum: 0, maximum: 10_000 }),
}
const Details = Type.Object(details, { title: 'BookDetails', additionalProperties: false })
const Book = Type.Object({ isbn, ...details }, { title: 'Book' })
const Search = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the title' })),
  author: Type.Optional(
    Type.Array(details.author, { maxItems: 20, description: 'Any of these authors' }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  after: Type.Optional(isbn),
})
const Page = Type.Object(
  {
    items: Type.Array(Book),
    next: Type.Union([Type.String(), Type.Null()], { description: 'What to send as `after`' }),
  },
  { title: 'BookPage' },
)

books.get(
  '/',
  {
    summary: 'Search the books, a page at a time',
    schema: { query: Search, response: { 200: Page } },
  },
  function search(request) {
    const { q = '', author, limit = 20, after = '' } = request.query
    const found = [...store.of(request).books.values()]
      .filter((book) => book.title.toLowerCase().includes(q.toLowerCase()))
      .filter((book) => author?.includes(book.author) ?? true)
      .sort((one, other) => (one.isbn < other.isbn ? -1 : 1))
      .filter((book) => book.isbn > after)
    const items = found.slice(0, limit)
    return { items, next: found.length > limit ? (items.at(-1)?.isbn ?? null) : null }
  },
)

books.get(
  '/:isbn',
  { summary: 'One book', schema: { params: Isbn, response: { 200: Book, 404: problemSchema } } },
  function show(request) {
    const { isbn } = request.params
    return store.of(request).books.get(isbn) ?? abort(404, `No book ${isbn}`)
  },
)

books.put(
  '/:isbn',
  {
    summary: 'Add a book, or replace what is known of it',
    schema: {
      params: Isbn,
      body: Details,
      response: { 200: Book, 201: Book, 422: problemSchema },
    },
  },
  function put(request, reply) {
    const shop = store.of(request)
    const book = { isbn: request.params.isbn, ...request.body }
    if (!shop.authors.has(book.author)) abort(422, `No author ${book.author}`)
    const isNew = !shop.books.has(book.isbn)
    shop.books.set(book.isbn, book)
    return isNew ? reply.code(201).send(book) : book
  },
)

books.delete(
  '/:isbn',
  {
    summary: 'Take a book out of the shop',
    schema: { params: Isbn, response: { 204: null, 404: problemSchema } },
  },
  function remove(request) {
    const { isbn } = request.params
    if (!store.of(request).books.delete(isbn)) abort(404, `No book ${isbn}`)
  },
)
