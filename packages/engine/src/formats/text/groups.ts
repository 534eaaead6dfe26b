import { compilePattern, Pattern, type RowType, type Zone } from '@millrace/language'
import type { Decoder, Rejection } from '../../source/decoder.ts'
import type { Records } from '../../source/records.ts'
import { TextFields } from './fields.ts'

/** The groups of a regular expression that is found in the record, in the order of the fields. */
export class GroupsDecoder implements Decoder {
  private readonly fields: TextFields
  private readonly pattern: Pattern
  private readonly read = (text: string, row: number): boolean => this.match(text, row)

  constructor(row: RowType, zone: Zone, source: string) {
    const pattern = compilePattern(source)
    if (!(pattern instanceof Pattern)) throw new Error(`The pattern of the plan is wrong: ${pattern.message}`)
    this.fields = new TextFields(row, zone)
    this.pattern = pattern
  }

  decode(records: Records, from: number, to: number, rejections: Rejection[]) {
    return this.fields.decode(records, from, to, rejections, this.read)
  }

  private match(text: string, row: number): boolean {
    const match = this.pattern.first(text)
    if (!match) return this.fields.fail('The text does not match the pattern.')
    for (let index = 0; index < this.fields.row.length; index++) {
      const [start, end] = [match[2 * index + 2]!, match[2 * index + 3]!]
      if (!this.fields.put(index, row, start < 0 ? undefined : text.slice(start, end))) return false
    }
    return true
  }
}
