import { memo } from 'react'

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

/** Digits that roll to their next value; screen readers hear the number. */
export const RollingNumber = memo(function RollingNumber({ text }: { text: string }) {
  const characters = [...text]
  return (
    <span className="rolling">
      <span className="unseen">{text}</span>
      <span aria-hidden="true" className="rolling-digits">
        {characters.map((character, i) => {
          // Counted from the right, a digit keeps its place when the number grows.
          const place = characters.length - i
          const digit = DIGITS.indexOf(character)
          if (digit < 0)
            return (
              <span key={`${place} ${character}`} className="rolling-sign">
                {character}
              </span>
            )
          return (
            <span key={place} className="rolling-digit">
              <span className="rolling-column" style={{ transform: `translateY(${-digit}em)` }}>
                {DIGITS.map((one) => (
                  <span key={one}>{one}</span>
                ))}
              </span>
            </span>
          )
        })}
      </span>
    </span>
  )
})
