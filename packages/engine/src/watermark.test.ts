import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Gate, NO_WATERMARK } from './watermark.ts'

/** A gate with so many inputs. */
function gateOf(inputs: number): Gate {
  const gate = new Gate()
  for (let i = 0; i < inputs; i++) gate.open(`input ${i}`)
  return gate
}

test('the watermark is the smallest of the inputs, and nothing before all of them have one', () => {
  const gate = gateOf(2)
  expect(gate.advance(0, 5)).toBe(false)
  expect(gate.watermark).toBe(NO_WATERMARK)
  expect(gate.advance(1, 7)).toBe(true)
  expect(gate.watermark).toBe(5)
  expect(gate.advance(0, 3)).toBe(false)
  expect(gate.watermark).toBe(5)
})

test('an idle input does not hold back the others, and after it has woken only once it has caught up', () => {
  const gate = gateOf(2)
  gate.advance(0, 5)
  gate.advance(1, 7)
  expect(gate.setIdle(0, true)).toBe(true)
  expect(gate.watermark).toBe(7)
  expect(gate.setIdle(0, false)).toBe(false)
  expect(gate.advance(0, 6)).toBe(false)
  expect(gate.advance(1, 8)).toBe(true)
  expect(gate.watermark).toBe(8)
  expect(gate.advance(0, 8)).toBe(false)
  expect(gate.advance(1, 10)).toBe(false)
  expect(gate.advance(0, 9)).toBe(true)
  expect(gate.watermark).toBe(9)
})

test('when all inputs are idle the largest watermark is passed on, whichever went idle last', () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const gate = gateOf(2)
    gate.advance(0, 4)
    gate.advance(1, 5)
    for (const input of order) gate.setIdle(input, true)
    expect(gate.watermark).toBe(5)
    expect(gate.idle).toBe(true)
    expect(gate.advance(0, 9)).toBe(false)
    gate.setIdle(0, false)
    expect(gate.idle).toBe(false)
  }
})

type Event = { input: number } & ({ advance: number } | { idle: boolean })

const INPUTS = 3
const events = fc.array(
  fc
    .tuple(fc.nat(INPUTS - 1), fc.oneof(fc.nat(20), fc.boolean()))
    .map(([input, what]): Event => (typeof what === 'number' ? { input, advance: what } : { input, idle: what })),
  { maxLength: 60 },
)

const tell = (gate: Gate, event: Event) =>
  'advance' in event ? gate.advance(event.input, event.advance) : gate.setIdle(event.input, event.idle)

/** The rule said from the inputs' history: Flink's StatusWatermarkValve. */
class Valve {
  private readonly inputs = Array.from({ length: INPUTS }, () => ({
    watermark: NO_WATERMARK,
    idle: false,
    counts: true,
  }))
  output = NO_WATERMARK

  tell(event: Event): void {
    const input = this.inputs[event.input]!
    if ('advance' in event) {
      if (input.idle) return
      input.watermark = Math.max(input.watermark, event.advance)
    } else {
      if (input.idle === event.idle) return
      input.idle = event.idle
      input.counts = false
    }
    if (!input.idle && input.watermark >= this.output) input.counts = true
    const all = this.inputs.map(({ watermark }) => watermark)
    const counting = this.inputs.filter(({ counts }) => counts).map(({ watermark }) => watermark)
    if (this.inputs.every(({ idle }) => idle)) this.output = Math.max(this.output, ...all)
    else if (counting.length > 0) this.output = Math.max(this.output, Math.min(...counting))
  }
}

test('the gate does what the rule says, and tells whether it has advanced', () => {
  fc.assert(
    fc.property(events, (events) => {
      const gate = gateOf(INPUTS)
      const valve = new Valve()
      for (const event of events) {
        const before = gate.watermark
        const advanced = tell(gate, event)
        valve.tell(event)
        expect(gate.watermark).toBe(valve.output)
        expect(advanced).toBe(gate.watermark > before)
      }
    }),
  )
})

test('a restored gate goes on like the saved one, whatever the order of its inputs is now', () => {
  fc.assert(
    fc.property(events, events, fc.boolean(), (before, after, reversed) => {
      const gate = gateOf(INPUTS)
      for (const event of before) tell(gate, event)
      const restored = new Gate()
      const names = Array.from({ length: INPUTS }, (_, i) => i)
      const order = reversed ? [...names].reverse() : names
      for (const i of order) restored.open(`input ${i}`)
      restored.restore(gate.save(), gate.watermark, gate.idle)
      for (const event of after) {
        expect(tell(restored, { ...event, input: order.indexOf(event.input) })).toBe(tell(gate, event))
        expect(restored.watermark).toBe(gate.watermark)
        expect(restored.idle).toBe(gate.idle)
      }
    }),
  )
})
