/** Logo is a crate, on its way. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="var(--mantine-color-pine-7)" />
      <path d="M7 11.5 16 7l9 4.5v9L16 25l-9-4.5z" fill="none" stroke="#fff" strokeWidth="2.2" strokeLinejoin="round" />
      <path d="m7 11.5 9 4.5 9-4.5M16 16v9" fill="none" stroke="#f5b83d" strokeWidth="2.2" strokeLinejoin="round" />
    </svg>
  );
}
