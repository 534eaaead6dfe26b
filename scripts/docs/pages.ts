/** Pages of the documentation that follow from the source. */
import { existsSync, readFileSync } from 'node:fs'
import { root } from '../test/command.ts'
import { aggregatePages } from './aggregates.ts'
import { functionPages } from './functions.ts'
import { operatorPages } from './operators.ts'

export interface Page {
  file: string
  text: string
}

export const pages = (): Page[] => [...functionPages(), ...aggregatePages(), ...operatorPages()]

/** Sentences about pages that are not what the definitions say. */
export const stalePages = (): string[] =>
  pages()
    .filter(({ file, text }) => !existsSync(root + file) || readFileSync(root + file, 'utf8') !== text)
    .map(({ file }) => `${file} is not up to date: npm run docs:pages writes it.`)
