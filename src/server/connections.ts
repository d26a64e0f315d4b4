/**
 * Open connections in the order of their last activity. A new connection over the maximum closes the one that
 * has been idle longest.
 */
export interface Closable {
  destroy(): void
}

export class Connections<Connection extends Closable> {
  readonly #open = new Set<Connection>()

  get all(): readonly Connection[] {
    return [...this.#open]
  }

  add(connection: Connection, maximum: number): void {
    if (this.#open.size >= maximum) this.#closeLongestIdle()
    this.#open.add(connection)
  }

  /** Moves an open connection to the end: it is the last active one. */
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
