import type { RowType, Zone } from '@millrace/language'
import type { Decoder, Rejection } from '../../source/decoder.ts'
import type { Records } from '../../source/records.ts'
import { TextFields } from './fields.ts'

const QUOTED = /"((?:[^"\\]|\\.)*)"/sy

/**
 * Keys with values, as logs and query strings have them: `level=info msg="it is \"on\""`.
 *
 * A value in double quotes may have separators in it. Blanks around keys and values do not count. Keys that are no fields are skipped;
 * of equal keys the last one counts.
 */
export class PairsDecoder implements Decoder {
  private readonly fields: TextFields
  private readonly pairs: string
  private readonly values: string
  private readonly indexes: ReadonlyMap<string, number>
  private readonly found: (string | undefined)[]
  private readonly read = (text: string, row: number): boolean => this.split(text) && this.store(row)

  constructor(row: RowType, zone: Zone, { pairs, values }: { pairs: string; values: string }) {
    this.fields = new TextFields(row, zone)
    this.pairs = pairs
    this.values = values
    this.indexes = new Map(row.map(({ name }, index) => [name, index]))
    this.found = row.map(() => undefined)
  }

  decode(records: Records, from: number, to: number, rejections: Rejection[]) {
    return this.fields.decode(records, from, to, rejections, this.read)
  }

  private store(row: number): boolean {
    return this.found.every((value, index) => this.fields.put(index, row, value))
  }

  private split(text: string): boolean {
    const { pairs } = this
    this.found.fill(undefined)
    for (let at = 0; at >= 0 && at < text.length; ) {
      if (text.startsWith(pairs, at)) at += pairs.length
      else if (text[at]!.trim() === '') at++
      else at = this.pair(text, at)
      if (at < 0) return false
    }
    return true
  }

  private endFrom(text: string, at: number): number {
    const end = text.indexOf(this.pairs, at)
    return end < 0 ? text.length : end
  }

  /** Reads the pair at a place; returns where it ends, or −1. */
  private pair(text: string, at: number): number {
    const equals = text.indexOf(this.values, at)
    const end = this.endFrom(text, at)
    if (equals < 0 || equals >= end) {
      this.fields.fail(`${JSON.stringify(text.slice(at, Math.min(end, at + 60)))} is no key with a value.`)
      return -1
    }
    const from = equals + this.values.length
    const index = this.indexes.get(text.slice(at, equals).trim())
    if (text[from] === '"') return this.quoted(text, from, index)
    const last = this.endFrom(text, from)
    if (index !== undefined) this.found[index] = text.slice(from, last).trim()
    return last
  }

  private quoted(text: string, from: number, index: number | undefined): number {
    QUOTED.lastIndex = from
    const match = QUOTED.exec(text)
    if (!match) {
      this.fields.fail('A quoted value is not closed.')
      return -1
    }
    const behind = from + match[0].length
    const end = this.endFrom(text, behind)
    if (text.slice(behind, end).trim() !== '') {
      this.fields.fail('There is text behind a quoted value.')
      return -1
    }
    if (index !== undefined) this.found[index] = match[1]!.replaceAll(/\\(.)/gs, '$1')
    return end
  }
}
