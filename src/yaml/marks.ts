/**
 * Where the content of a scalar is written: from each mark on, the content is the text as it is written, up
 * to the next mark. Escapes and folded line breaks have marks before and behind them.
 */
export class Marks {
  /** Offsets in the content, in their order, and the offsets in the text that they come from. */
  readonly #contents: number[] = []
  readonly #texts: number[] = []

  add(content: number, text: number): void {
    this.#contents.push(content)
    this.#texts.push(text)
  }

  /** The offset in the text from which the character at an offset of the content comes. */
  find(content: number): number {
    let low = 0
    let high = this.#contents.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#contents[middle] ?? 0) <= content) low = middle
      else high = middle - 1
    }
    return (this.#texts[low] ?? 0) + Math.max(0, content - (this.#contents[low] ?? 0))
  }
}
