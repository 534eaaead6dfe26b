import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type NumberState, readNumber, Table } from '@millrace/connectors'
import { StateReader } from '@millrace/engine'
import { CheckpointStore } from '../checkpoints/store.ts'

/** What jobs have on the disk: a folder for each pipeline, with its checkpoints. */
export class JobFiles {
  private readonly directory: string
  private readonly stateKey: Uint8Array
  constructor(directory: string, stateKey: Uint8Array) {
    this.directory = directory
    this.stateKey = stateKey
  }

  checkpoints(id: string): CheckpointStore {
    return new CheckpointStore(join(this.directory, id, 'checkpoints'), { key: this.stateKey })
  }

  remove(id: string): void {
    rmSync(join(this.directory, id), { recursive: true, force: true })
  }

  /** The table of a sink as the last checkpoint has it. */
  table(id: string, node: string): Table | undefined {
    const state = this.sinkState(id, node)
    return state && Table.read(() => new StateReader(state))
  }

  bigNumber(id: string, node: string): NumberState | undefined {
    const state = this.sinkState(id, node)
    return state && readNumber(new StateReader(state))
  }

  private sinkState(id: string, node: string): Uint8Array | undefined {
    const checkpoint = this.checkpoints(id).newest()
    const task = `${node}/sink`
    return checkpoint && Object.hasOwn(checkpoint.manifest.tasks, task) ? checkpoint.state(task) : undefined
  }
}
