/** `writeEvents.ts PATH EVENTS`: a file of events, written by a process of its own so that making them leaves no trace in a measurement. */
import { writeEvents } from './events.ts'

await writeEvents(process.argv[2]!, Number(process.argv[3]))
