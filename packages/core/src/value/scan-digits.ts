const FOUR_DIGITS = 0x33333333;

/**
 * The number that the four bytes at `at` make as digits, -1 when one of them is no digit. One look at four bytes costs a third
 * of four looks.
 */
export function fourDigits(view: DataView, at: number): number {
  if (at + 4 > view.byteLength) return -1;
  const word = view.getInt32(at, true);
  // A digit's upper half is 3, and stays 3 when 6 is added.
  if (((word & 0xf0f0f0f0) | (((word + 0x06060606) & 0xf0f0f0f0) >>> 4)) !== FOUR_DIGITS) return -1;
  const digits = word & 0x0f0f0f0f;
  const pairs = (digits * 10 + (digits >>> 8)) & 0x00ff00ff;
  return (pairs & 0xff) * 100 + (pairs >>> 16);
}
