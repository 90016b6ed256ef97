/** The mark: a path that forks at a joint. */
export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#3b4cca" />
      <path
        d="M9 8v5a5 5 0 0 0 5 5h4a5 5 0 0 1 5 5v1M9 13v11"
        fill="none"
        stroke="#fff"
        strokeWidth="2.5"
        strokeLinecap="round"
      />
      <circle cx="9" cy="8" r="3" fill="#fff" />
      <circle cx="9" cy="24" r="3" fill="#fff" />
      <circle cx="23" cy="24" r="3" fill="#9fe3c5" />
    </svg>
  )
}
