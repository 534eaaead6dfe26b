import type { Catalogue } from '@millrace/algebra'
import { assignEventTime } from './assign-event-time/assignEventTime.ts'
import { bigNumberSink } from './big-number-sink/bigNumberSink.ts'
import { compute } from './compute/compute.ts'
import { countWindow } from './count-window/countWindow.ts'
import { cumulateWindow } from './cumulate-window/cumulateWindow.ts'
import { deduplicate } from './deduplicate/deduplicate.ts'
import { discardSink } from './discard-sink/discardSink.ts'
import { fileSink } from './file-sink/fileSink.ts'
import { fileSource } from './file-source/fileSource.ts'
import { filter } from './filter/filter.ts'
import { flatMap } from './flat-map/flatMap.ts'
import { fromChangelog } from './from-changelog/fromChangelog.ts'
import { generatorSource } from './generator-source/generatorSource.ts'
import { intervalJoin } from './interval-join/intervalJoin.ts'
import { kafkaSink } from './kafka-sink/kafkaSink.ts'
import { kafkaSource } from './kafka-source/kafkaSource.ts'
import { limit } from './limit/limit.ts'
import { lookupJoin } from './lookup-join/lookupJoin.ts'
import { maskFields } from './mask-fields/maskFields.ts'
import { overWindow } from './over-window/overWindow.ts'
import { parse } from './parse/parse.ts'
import { printSink } from './print-sink/printSink.ts'
import { runningAggregate } from './running-aggregate/runningAggregate.ts'
import { sample } from './sample/sample.ts'
import { selectFields } from './select-fields/selectFields.ts'
import { sessionWindow } from './session-window/sessionWindow.ts'
import { slidingWindow } from './sliding-window/slidingWindow.ts'
import { sort } from './sort/sort.ts'
import { split } from './split/split.ts'
import { streamJoin } from './stream-join/streamJoin.ts'
import { tableSink } from './table-sink/tableSink.ts'
import { temporalJoin } from './temporal-join/temporalJoin.ts'
import { toChangelog } from './to-changelog/toChangelog.ts'
import { topN } from './top-n/topN.ts'
import { tumblingWindow } from './tumbling-window/tumblingWindow.ts'
import { union } from './union/union.ts'
import { windowJoin } from './window-join/windowJoin.ts'
import { windowTopN } from './window-top-n/windowTopN.ts'

/** Sources by type. A source without a reader does not compile. */
export const sources = {
  'generator-source': generatorSource,
  'kafka-source': kafkaSource,
  'file-source': fileSource,
} as const

/** Sinks by type. A sink without a writer does not compile. */
export const sinks = {
  'kafka-sink': kafkaSink,
  'file-sink': fileSink,
  'table-sink': tableSink,
  'big-number-sink': bigNumberSink,
  'print-sink': printSink,
  'discard-sink': discardSink,
} as const

export type SourceType = keyof typeof sources
export type SinkType = keyof typeof sinks

/** Everything that can be put on the canvas, in the order of the palette. */
export const catalogue = [
  ...Object.values(sources),
  filter,
  compute,
  selectFields,
  split,
  union,
  flatMap,
  parse,
  maskFields,
  assignEventTime,
  runningAggregate,
  topN,
  deduplicate,
  limit,
  sort,
  sample,
  toChangelog,
  fromChangelog,
  tumblingWindow,
  slidingWindow,
  cumulateWindow,
  sessionWindow,
  countWindow,
  overWindow,
  windowTopN,
  streamJoin,
  intervalJoin,
  windowJoin,
  temporalJoin,
  lookupJoin,
  ...Object.values(sinks),
] as unknown as Catalogue
