/** Writes the pages that follow from the source. */
import { writeFileSync } from 'node:fs'
import { root } from '../test/command.ts'
import { functionsPage, PAGES } from './functions.ts'

for (const { file, language } of PAGES) {
  writeFileSync(root + file, functionsPage(language))
  console.log(file)
}
