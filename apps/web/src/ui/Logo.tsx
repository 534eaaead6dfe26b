/** The mark: a channel that drops past a wheel. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path d="M0 5.2h2.6C9.6 5.2 7.6 20 14.6 20H24" stroke="var(--accent)" strokeWidth="3" />
      <g transform="rotate(22 17 8.6)" stroke="var(--ink)">
        <circle cx="17" cy="8.6" r="4.9" strokeWidth="2.3" />
        <path d="M17 3.8v9.6M12.2 8.6h9.6" strokeWidth="1.7" />
      </g>
    </svg>
  )
}
