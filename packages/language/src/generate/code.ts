/** A block of the source; what it declares is known in it and in the blocks inside. */
export interface Scope {
  outer: Scope | undefined
}

/** Source text under construction: indented lines, fresh names, and the table through which constants come in. */
export class Code {
  readonly constants: unknown[] = []
  private readonly lines: string[] = []
  private readonly known = new Map<unknown, string>()
  private indent = 0
  /** The block that is being written. */
  scope: Scope = { outer: undefined }
  private names = 0

  line(text: string): void {
    this.lines.push('  '.repeat(this.indent) + text)
  }

  /** A block: `head {` … `}`. */
  block(head: string, body: () => void): void {
    this.line(`${head} {`)
    this.indent++
    this.scope = { outer: this.scope }
    body()
    this.scope = this.scope.outer!
    this.indent--
    this.line('}')
  }

  /** Whether what a block declares is known here. */
  sees(scope: Scope): boolean {
    for (let at: Scope | undefined = this.scope; at; at = at.outer) if (at === scope) return true
    return false
  }

  fresh(prefix: string): string {
    return `${prefix}${++this.names}`
  }

  /** Declares a constant of this row or loop and returns its name. */
  value(init: string, prefix = 'v'): string {
    const name = this.fresh(prefix)
    this.line(`const ${name} = ${init}`)
    return name
  }

  variable(init: string, prefix = 'v'): string {
    const name = this.fresh(prefix)
    this.line(`let ${name} = ${init}`)
    return name
  }

  /** The name of a value that is not source: a function, a text, a type. User text only ever comes in this way. */
  constant(value: unknown): string {
    const known = this.known.get(value)
    if (known) return known
    const name = `K${this.constants.length}`
    this.constants.push(value)
    this.known.set(value, name)
    return name
  }

  /** What the table unpacks to, to stand at the top of the source. */
  get prelude(): string {
    return this.constants.length === 0 ? '' : `const [${this.constants.map((_, i) => `K${i}`).join(', ')}] = K`
  }

  get text(): string {
    return this.lines.join('\n')
  }
}
