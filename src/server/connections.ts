/** Open connections in the order of their last activity: where there is no room for one more, the one idle longest goes. */
export interface Closable {
  destroy(): void
}

export class Connections<Connection extends Closable> {
  readonly #open = new Set<Connection>()

  get all(): readonly Connection[] {
    return [...this.#open]
  }

  /** One more, of at most so many. */
  add(connection: Connection, maximum: number): void {
    if (this.#open.size >= maximum) this.#closeLongestIdle()
    this.#open.add(connection)
  }

  /** It has just been used. */
  touch(connection: Connection): void {
    if (this.#open.delete(connection)) this.#open.add(connection)
  }

  delete(connection: Connection): void {
    this.#open.delete(connection)
  }

  destroyAll(): void {
    for (const connection of this.#open) connection.destroy()
  }

  #closeLongestIdle(): void {
    for (const connection of this.#open) {
      this.#open.delete(connection)
      connection.destroy()
      return
    }
  }
}
