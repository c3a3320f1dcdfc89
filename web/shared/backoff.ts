// How long to wait before another attempt.

export const FIRST_WAIT_MILLISECONDS = 500;
export const LONGEST_WAIT_MILLISECONDS = 30_000;

/** Doubles with each attempt (from 0), half of it by chance, so that pages do not all come back at once. */
export function backoffMilliseconds(attempt: number, random: () => number = Math.random): number {
  const whole = Math.min(LONGEST_WAIT_MILLISECONDS, FIRST_WAIT_MILLISECONDS * 2 ** attempt);
  return whole / 2 + (random() * whole) / 2;
}
