import { INSIDE, type Keys, type Level, nameOf, SKIP } from './keys.ts'
import { CLOSE_BRACE, COMMA, endOfString, endOfValue, OPEN_BRACE, skipSpace } from './scan.ts'
import { Template, type TemplateField, type TemplateValue } from './template.ts'

/** Forms that are tried on a record before it is read the general way. */
const MOST_FORMS = 4
/** Records read the general way before a form gives its place to another. */
const PATIENCE = 1000

interface Place {
  code: number
  start: number
  end: number
}

/** The few forms in which records of a stream come: a kind of event each, as a rule. */
export class Forms {
  private readonly keys: Keys
  private readonly fields: readonly (TemplateField | undefined)[]
  /** The one that fitted last is first. */
  private readonly templates: Template[] = []
  private patience = 0

  constructor(keys: Keys, fields: readonly (TemplateField | undefined)[]) {
    this.keys = keys
    this.fields = fields
  }

  /** Reads a record into a row; false when it has none of the forms. Nothing in its bytes is changed. */
  read(bytes: Uint8Array, start: number, end: number, row: number): boolean {
    const { templates } = this
    for (let i = 0; i < templates.length; i++) {
      const template = templates[i]!
      if (!template.read(bytes, start, end, row)) continue
      if (i > 0) {
        templates[i] = templates[0]!
        templates[0] = template
      }
      return true
    }
    return false
  }

  /** Takes the form of a record that was read the general way, and whose bytes are unchanged. */
  learn(bytes: Uint8Array, start: number, end: number): void {
    if (this.patience-- > 0) return
    if (this.templates.length === MOST_FORMS) this.templates.pop()
    const template = this.templateOf(bytes, start, end)
    if (template) this.templates.unshift(template)
    if (!template || this.templates.length === MOST_FORMS) this.patience = PATIENCE
  }

  private templateOf(bytes: Uint8Array, start: number, end: number): Template | undefined {
    const places: Place[] = []
    this.collect(bytes, skipSpace(bytes, start, end), end, this.keys.record, places)
    const found = places.map(({ code }) => code).filter((code) => code >= 0)
    if (places.length === 0 || new Set(found).size < found.length) return undefined
    const missing = this.fields.filter((field, index) => field !== undefined && !found.includes(index))
    if (missing.some((field) => field!.required)) return undefined
    let at = start
    const values: TemplateValue[] = places.map(({ code, start, end }) => {
      const before = bytes.slice(at, start)
      at = end
      return { before, field: code < 0 ? undefined : this.fields[code] }
    })
    return new Template(values, bytes.slice(at, end), missing as TemplateField[])
  }

  /** The values of an object and of the objects inside it that have fields; the position behind it. */
  private collect(bytes: Uint8Array, from: number, end: number, level: Level, places: Place[]): number {
    let at = skipSpace(bytes, from + 1, end)
    while (bytes[at] !== CLOSE_BRACE) {
      const afterKey = endOfString(bytes, at, end)
      const name = nameOf(bytes.subarray(at, afterKey))
      const code = (name === undefined ? undefined : level.byName.get(name)) ?? SKIP
      at = skipSpace(bytes, skipSpace(bytes, afterKey, end) + 1, end)
      if (code <= INSIDE && bytes[at] === OPEN_BRACE) {
        at = this.collect(bytes, at, end, this.keys.inside(code), places)
      } else {
        const after = endOfValue(bytes, at, end)
        const plain = this.keys.plain(code)
        // What stands where an object may stand, and is no field, belongs to the form as it is.
        if (code > INSIDE || plain >= 0) places.push({ code: plain, start: at, end: after })
        at = after
      }
      at = skipSpace(bytes, at, end)
      if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1, end)
    }
    return at + 1
  }
}
