/** Writes the pages that follow from the source. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { root } from '../test/command.ts'
import { pages } from './pages.ts'

rmSync(`${root}docs/operators`, { recursive: true, force: true })
for (const { file, text } of pages()) {
  mkdirSync(dirname(root + file), { recursive: true })
  writeFileSync(root + file, text)
  console.log(file)
}
