import { equal } from '../diff.ts'
import type { Pipeline } from '../pipeline.ts'

/** What the pipeline is for, in the words of its author. */
export const withDescription = (pipeline: Pipeline, description: string): Pipeline =>
  pipeline.description === description ? pipeline : { ...pipeline, description }

/** Settings of the whole pipeline, as they are written; they must be valid, since a document is always one that can be read. */
export const withSettings = (pipeline: Pipeline, settings: Pipeline['settings']): Pipeline =>
  equal(pipeline.settings, settings) ? pipeline : { ...pipeline, settings }
