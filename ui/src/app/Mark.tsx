/** Two tracks that leave one place: the product's sign. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="#246c59" />
      <g fill="none" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round">
        <path d="M7 21.5 L13 10.5 h12" stroke="#fff" />
        <path d="M13.2 21.5 L16 16.2 h6" stroke="#f2b85a" />
      </g>
    </svg>
  );
}
