import { Fragment } from 'react'
import { proseParts } from './proseParts.ts'

const TAGS = { plain: Fragment, code: 'code', name: 'em' } as const

/** A sentence with its code and names set apart. */
export function Prose({ children }: { children: string }) {
  return (
    <span className="prose">
      {proseParts(children).map(({ kind, text }, i) => {
        const Tag = TAGS[kind]
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
        return <Tag key={i}>{text}</Tag>
      })}
    </span>
  )
}
