import { defineSection, integer } from 'flakon'

export interface Book {
  readonly isbn: string
  readonly title: string
  readonly author: number
  /** In cents. */
  readonly price: number
  readonly stock: number
}

export interface Author {
  readonly id: number
  readonly name: string
  readonly born?: Date
}

export interface Order {
  readonly id: number
  readonly items: { isbn: string; quantity: number }[]
  readonly status: 'open' | 'paid'
  /** In cents. */
  readonly total: number
}

/** What the shop knows, in memory: a real one would keep it in a database, and nothing else would change. */
export class Store {
  readonly books = new Map<string, Book>()
  readonly authors = new Map<number, Author>()
  readonly orders = new Map<number, Order>()

  constructor(stock: number) {
    this.addAuthor({ name: 'Mary Shelley', born: new Date('1797-08-30') })
    this.addAuthor({ name: 'Jules Verne', born: new Date('1828-02-08') })
    const books = [
      { isbn: '9780141439471', title: 'Frankenstein', author: 1, price: 899 },
      { isbn: '9780199538478', title: 'The Last Man', author: 1, price: 1099 },
      { isbn: '9780141394930', title: 'Around the World in Eighty Days', author: 2, price: 799 },
    ]
    for (const book of books) this.books.set(book.isbn, { ...book, stock })
  }

  addAuthor(author: Omit<Author, 'id'>): Author {
    const added = { ...author, id: this.authors.size + 1 }
    this.authors.set(added.id, added)
    return added
  }

  /** Takes the books from the stock, all of them or none; the ISBN of the first that is short. */
  addOrder(items: Order['items']): Order | { readonly short: string } {
    const wanted = new Map<string, number>()
    for (const { isbn, quantity } of items) wanted.set(isbn, (wanted.get(isbn) ?? 0) + quantity)
    const short = [...wanted].find(([isbn, count]) => (this.books.get(isbn)?.stock ?? 0) < count)
    if (short !== undefined) return { short: short[0] }
    let total = 0
    for (const [isbn, count] of wanted) {
      const book = this.books.get(isbn) as Book
      this.books.set(isbn, { ...book, stock: book.stock - count })
      total += book.price * count
    }
    const order: Order = { id: this.orders.size + 1, items, status: 'open', total }
    this.orders.set(order.id, order)
    return order
  }
}

export const store = defineSection(
  'store',
  { stock: integer(1, 'copies of each book on the first day', { min: 0 }) },
  { setup: (_app, { stock }) => new Store(stock) },
)
