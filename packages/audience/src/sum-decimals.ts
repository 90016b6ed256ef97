/**
 * The sum of decimal numbers, exact and then rounded once to the nearest double: 0.1 + 0.2 is 0.3, as on a receipt and as in
 * PostgreSQL's numeric, and the order of the events does not matter.
 */
export function sumDecimals(numbers: readonly number[]): number {
  let millionths = 0
  for (const number of numbers) {
    const scaled = Math.round(number * 1e6)
    // Money has few decimals, so counting in millionths is exact nearly always; dividing back proves it.
    if (scaled / 1e6 !== number || !Number.isSafeInteger(scaled) || !Number.isSafeInteger(millionths + scaled))
      return sumExactly(numbers)
    millionths += scaled
  }
  return millionths / 1e6 + 0
}

function sumExactly(numbers: readonly number[]): number {
  const decimals = numbers.map((number) => {
    const [digits = '0', exponent = '0'] = number.toString().split('e')
    const [whole = '0', fraction = ''] = digits.split('.')
    return { unscaled: BigInt(whole + fraction), scale: fraction.length - Number(exponent) }
  })
  const scale = Math.max(0, ...decimals.map((decimal) => decimal.scale))
  const sum = decimals.reduce((total, decimal) => total + decimal.unscaled * 10n ** BigInt(scale - decimal.scale), 0n)
  return Number(`${sum}e-${scale}`) + 0
}
