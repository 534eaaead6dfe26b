import type { KeyedTable, SinkType, SourceType, WholeTable } from '@millrace/operators'
import { BigNumberWriter } from './big-number/writer.ts'
import type { OpenLookup, OpenReader, OpenTable, OpenWriter } from './context.ts'
import { openDiscard } from './discard/writer.ts'
import { openIndexedFile } from './file/indexedFile.ts'
import { openFileSource } from './file/reader.ts'
import { openFileTable } from './file/tableLoader.ts'
import { openFileSink } from './file/writer.ts'
import { openGenerator } from './generator/reader.ts'
import { openKafkaTopic } from './kafka/reader.ts'
import { openKafkaRecords } from './kafka/writer.ts'
import { openPrint } from './print/writer.ts'
import { TableWriter } from './table/writer.ts'

/** The reader of every source. */
export const readers: Record<SourceType, OpenReader> = {
  'generator-source': openGenerator,
  'kafka-source': openKafkaTopic,
  'file-source': openFileSource,
}

/** The writer of every sink. */
export const writers: Record<SinkType, OpenWriter> = {
  'kafka-sink': openKafkaRecords,
  'file-sink': openFileSink,
  'table-sink': (node) => new TableWriter(node),
  'big-number-sink': (node, context) => new BigNumberWriter(node, context),
  'print-sink': openPrint,
  'discard-sink': openDiscard,
}

/** What reads the tables that rows are looked up in, by their kind; those that are part of the pipeline need none. */
export const tables: Record<WholeTable, OpenTable> = {
  file: openFileTable,
}

/** What is asked for the rows of keys, by the kind of table. */
export const lookups: Record<KeyedTable, OpenLookup> = {
  'indexed-file': openIndexedFile,
}
